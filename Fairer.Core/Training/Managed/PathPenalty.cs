using System.Numerics;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// Fair Mixup's penalty (Chuang and Mroueh 2021) with its gradient: in each label slice
/// <c>|mean ∇ₓF(x̃)·(x₁ − x₀)|</c> at <c>x̃ = γ·x₀ + (1 − γ)·x₁</c>, summed over the slices.
/// </summary>
/// <remarks>With the tangent ẋ = x₁ − x₀ the sum's term is <c>p(1 − p)·ż</c>. One backward pass takes both streams down: the
/// signals of the tangents, <c>p(1 − p)</c>, and those of the values, <c>p(1 − p)(1 − 2p)·ż</c> (docs/method.md, "one tangent
/// pass").</remarks>
internal sealed unsafe class PathPenalty<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _slices;
    private readonly int _perSlice;
    private readonly int _panelsPerSlice;
    private readonly MlpPasses<T> _passes;
    private readonly PanelMatrix<T> _mixed;
    private readonly PanelMatrix<T> _ways;
    private readonly LabelPanels<T> _samples;
    private readonly NativeBuffer<T> _gradient;

    /// <param name="weights">The network.</param>
    /// <param name="slices">The label slices.</param>
    /// <param name="perSlice">The pairs (x₀, x₁) of each.</param>
    public PathPenalty(MlpWeights<T> weights, int slices, int perSlice)
    {
        _slices = slices;
        _perSlice = perSlice;
        _panelsPerSlice = PanelMatrix<T>.PanelsFor(perSlice);
        _passes = new MlpPasses<T>(weights, slices * _panelsPerSlice, tangents: true);
        _mixed = new PanelMatrix<T>(weights.Layout.Inputs, _passes.Panels);
        _ways = new PanelMatrix<T>(weights.Layout.Inputs, _passes.Panels);
        _samples = new LabelPanels<T>(_passes.Panels);
        _gradient = new NativeBuffer<T>(weights.Layout.ParameterCount);
        for (var slice = 0; slice < slices; slice++)
        {
            for (var i = 0; i < perSlice; i++)
            {
                _samples.SetSample((slice * _panelsPerSlice * Kernels<T>.Lanes) + i, label: 0);
            }
        }
    }

    /// <summary>Evaluates the penalty on a batch whose cells are ordered as <see cref="MlpLoss{T}"/> has them.</summary>
    /// <param name="weight">λ.</param>
    /// <param name="batch">The batch's samples.</param>
    /// <param name="gammas">γ of each slice.</param>
    /// <param name="gradient">What λ times the penalty's gradient is added to.</param>
    /// <returns>The penalty.</returns>
    public double Evaluate(double weight, PanelMatrix<T> batch, ReadOnlySpan<double> gammas, T* gradient)
    {
        var penalty = 0.0;
        _passes.ClearGradient();
        for (var slice = 0; slice < _slices; slice++)
        {
            var sum = 0.0;
            var first = slice * _panelsPerSlice;
            for (var panel = 0; panel < _panelsPerSlice; panel++)
            {
                var zero = batch.Panel((2 * first) + panel);
                var one = batch.Panel((2 * first) + _panelsPerSlice + panel);
                Mix(T.CreateTruncating(gammas[slice]), zero, one, first + panel);
                _passes.Forward(_mixed, first + panel, first + panel, panels: 1);
                _passes.TangentOfInput(_ways, first + panel, first + panel, panels: 1);
                sum += _samples.PathSlopes(
                    first + panel,
                    _passes.Logits.Panel(first + panel),
                    _passes.Scores.Panel(first + panel),
                    _passes.LogitTangents.Panel(first + panel));
            }

            penalty += Math.Abs(sum / _perSlice);
            BackwardSlice(first, weight * (sum > 0 ? 1 : sum < 0 ? -1 : 0) / _perSlice);
        }

        _passes.ReadGradient(_gradient.Pointer);
        Simd.Add(gradient, _gradient.Pointer, _gradient.Length);

        return penalty;
    }

    public void Dispose()
    {
        _passes.Dispose();
        _mixed.Dispose();
        _ways.Dispose();
        _samples.Dispose();
        _gradient.Dispose();
    }

    /// <summary>x̃ and ẋ of one panel of pairs.</summary>
    private void Mix(T gamma, T* zero, T* one, int panel)
    {
        var mixed = _mixed.Panel(panel);
        var way = _ways.Panel(panel);
        var share = new Vector<T>(gamma);
        for (var k = 0; k < _mixed.Rows * Kernels<T>.Lanes; k += Vector<T>.Count)
        {
            var (x0, x1) = (Vector.Load(zero + k), Vector.Load(one + k));
            ((share * x0) + ((Vector<T>.One - share) * x1)).Store(mixed + k);
            (x1 - x0).Store(way + k);
        }
    }

    private void BackwardSlice(int firstPanel, double slope)
    {
        var end = firstPanel + _panelsPerSlice;
        for (var first = firstPanel; first < end; first += _passes.BlockPanels)
        {
            var panels = Math.Min(_passes.BlockPanels, end - first);
            for (var panel = first; panel < first + panels; panel++)
            {
                _samples.PathSignals(
                    panel,
                    slope,
                    _passes.Scores.Panel(panel),
                    _passes.LogitTangents.Panel(panel),
                    _passes.Signal.Panel(panel),
                    _passes.GroupSignal.Panel(panel));
                _passes.Backward(panel, direction: null);
                _passes.BackwardGroup(panel);
            }

            _passes.AddGradient(_mixed, first, first, panels, tangents: true, _ways);
        }
    }
}
