using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// What removing each parameter and each hidden unit of an MLP does to the mean classification loss over some samples,
/// without a forward pass for each (docs/method.md).
/// </summary>
/// <remarks>
/// <para>A removal changes one pre-activation, <c>Δz = −w·a</c>. In the output layer that is the change of the logit; in
/// the layer before it the logit changes by <c>v·Δa</c>, v the unit's outgoing weight. Further down, all removals around one
/// unit are variants of its activation, and are taken through the layers above together: a rank-one change of the next
/// layer, full products after that. A removal that leaves the activation as it is costs nothing.</para>
/// <para>Samples are streamed in blocks. Within a block each task owns one unit and all that is removed around it, and
/// adds up its samples in order: no sum depends on who works, or how many.</para>
/// </remarks>
internal sealed unsafe class MlpRemoval : IDisposable
{
    private const long BlockBytes = 128L << 20;
    private const int MaxBlockPanels = 64;

    private readonly MlpLayout _layout;
    private readonly int _workers;
    private readonly int _blockPanels;
    private readonly NativeBuffer<double> _parameters;
    private readonly NativeBuffer<double> _ones;
    private readonly RemovalLayer[] _layers;
    private readonly PanelMatrix<double> _inputs;
    private readonly RemovalLosses _losses;
    private readonly (int Layer, int Unit, int Hidden)[] _units;

    /// <summary>Prepares for a network.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="parameters">Its weights and biases.</param>
    /// <param name="workers">How many threads work at most.</param>
    public MlpRemoval(MlpLayout layout, ReadOnlySpan<double> parameters, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameters.Length, layout.ParameterCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        (_layout, _workers) = (layout, workers);
        _parameters = new NativeBuffer<double>(layout.ParameterCount);
        parameters.CopyTo(_parameters.Span);
        var numbers = layout.Layers.Sum(layer => (2L * layer.Inputs) + (3L * layer.Outputs));
        _blockPanels = (int)Math.Clamp(BlockBytes / (numbers * sizeof(double) * Lanes), 1, MaxBlockPanels);
        _inputs = new PanelMatrix<double>(layout.Inputs, _blockPanels);
        _layers = [.. layout.Layers.Select((layer, index) => new RemovalLayer(layer, _parameters.Pointer, _blockPanels, layout.Layers.Count - 1 - index))];
        _losses = new RemovalLosses(_blockPanels);
        _ones = new NativeBuffer<double>(Lanes);
        _ones.Span.Fill(1);
        _units = [.. layout.Layers.SelectMany((layer, l) => Enumerable.Range(0, layer.Outputs).Select(unit => (l, unit)))
            .Select((unit, place) => (unit.l, unit.unit, place))];
    }

    private static int Lanes => Kernels<double>.Lanes;

    /// <summary>Removes everything in turn.</summary>
    /// <param name="features">Samples, row by row.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="rows">The samples that count; at least one.</param>
    /// <param name="progress">Is told how many of them are done, on the calling thread.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    public Changes Measure<TFeature>(
        TFeature[] features, byte[] labels, int[] rows, Action<int> progress, CancellationToken cancellation)
        where TFeature : INumberBase<TFeature>
    {
        var changes = new Changes(_layout);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _workers, CancellationToken = cancellation };
        for (var first = 0; first < rows.Length; first += _blockPanels * Lanes)
        {
            var count = Math.Min(_blockPanels * Lanes, rows.Length - first);
            var panels = PanelMatrix<double>.PanelsFor(count);
            Parallel.For(0, panels, parallel, panel => Load(panel, features, labels, rows.AsSpan(first, count)));
            for (var panel = 0; panel < panels; panel++)
            {
                changes.Loss += _losses.Sum(panel);
            }

            Parallel.For(
                0,
                _units.Length,
                parallel,
                () => new RemovalVariants(_layout),
                (place, _, variants) =>
                {
                    Remove(_units[place], panels, count, variants, changes, cancellation);
                    return variants;
                },
                variants => variants.Dispose());
            progress(first + count);
        }

        changes.Divide(rows.Length, _parameters.Span);
        return changes;
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _ones.Dispose();
        _inputs.Dispose();
        _losses.Dispose();
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>Takes in a panel of samples: forward, their losses, and the loss's signals backward.</summary>
    private void Load<TFeature>(int panel, TFeature[] features, byte[] labels, ReadOnlySpan<int> rows)
        where TFeature : INumberBase<TFeature>
    {
        var first = panel * Lanes;
        var present = Math.Min(Lanes, rows.Length - first);
        _losses.Clear(panel);
        for (var lane = 0; lane < present; lane++)
        {
            var row = rows[first + lane];
            _inputs.SetColumn(first + lane, new ReadOnlySpan<TFeature>(features, row * _layout.Inputs, _layout.Inputs));
        }

        var below = _inputs.Panel(panel);
        foreach (var layer in _layers)
        {
            layer.Forward(below, panel, present);
            below = layer.Activation.Panel(panel);
        }

        for (var lane = 0; lane < present; lane++)
        {
            _losses.Set(first + lane, labels[rows[first + lane]], below[lane]);
        }

        _losses.Signal(panel, _layers[^1].Signal.Panel(panel));
        for (var l = _layers.Length - 2; l >= 0; l--)
        {
            _layers[l].Backward(_layers[l + 1], panel);
        }
    }

    private void Remove((int Layer, int Unit, int Hidden) unit, int panels, int count, RemovalVariants variants, Changes changes, CancellationToken cancellation)
    {
        var above = _layers.Length - 1 - unit.Layer;
        if (above >= 2)
        {
            RemoveAsVariants(unit.Layer, unit.Unit, unit.Hidden, count, variants, changes, cancellation);
        }
        else if (above == 1)
        {
            RemoveDirectly<Relu<double>>(unit.Layer, unit.Unit, panels, changes, cancellation);
            var activation = new Row(_layers[unit.Layer].Sum, unit.Unit);
            changes.Units[unit.Hidden] += Change<Relu<double>>(activation, activation, 1, Slope(unit.Unit), panels);
        }
        else
        {
            RemoveDirectly<Linear<double>>(unit.Layer, unit.Unit, panels, changes, cancellation);
        }
    }

    /// <summary>The weight from a unit of the layer before the output to the output.</summary>
    private double Slope(int unit) => _parameters.Pointer[_layout.Layers[^1].Weights + unit];

    /// <summary>Removes the weights into a unit whose activation changes the logit by a factor; the lanes are samples.</summary>
    private void RemoveDirectly<TActivation>(int l, int unit, int panels, Changes changes, CancellationToken cancellation)
        where TActivation : struct, IEpilogue<double>
    {
        var layer = _layers[l];
        var (inputs, slope) = (layer.Layout.Inputs, l == _layers.Length - 1 ? 1 : Slope(unit));
        var (sum, signal) = (new Row(layer.Sum, unit), new Row(layer.Signal, unit));
        for (var i = 0; i <= inputs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var below = i == inputs ? new Row(_ones.Pointer) : new Row(l == 0 ? _inputs : _layers[l - 1].Activation, i);
            var k = i == inputs ? layer.Layout.Biases + unit : layer.Layout.Weights + (unit * inputs) + i;
            changes.Gradient[k] += Product(signal, below, panels);
            if (_parameters.Pointer[k] != 0)
            {
                changes.Parameters[k] += Change<TActivation>(sum, below, _parameters.Pointer[k], slope, panels);
            }
        }
    }

    /// <summary>The sum over samples of the loss's change when a unit's sum loses <c>weight·below</c>.</summary>
    private double Change<TActivation>(Row sum, Row below, double weight, double slope, int panels)
        where TActivation : struct, IEpilogue<double>
    {
        var (weights, slopes) = (Vector512.Create(weight), Vector512.Create(slope));
        var changes = Vector512<double>.Zero;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var lane = 0; lane < Lanes; lane += Vector512<double>.Count)
            {
                var before = Vector512.Load(sum.Panel(panel) + lane);
                var after = before - (weights * Vector512.Load(below.Panel(panel) + lane));
                changes += _losses.Change(panel, lane, slopes * (TActivation.Apply(after, null) - TActivation.Apply(before, null)));
            }
        }

        return Vector512.Sum(changes);
    }

    private static double Product(Row first, Row second, int panels)
    {
        var sum = Vector512<double>.Zero;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var lane = 0; lane < Lanes; lane += Vector512<double>.Count)
            {
                sum = Simd.MultiplyAdd(Vector512.Load(first.Panel(panel) + lane), Vector512.Load(second.Panel(panel) + lane), sum);
            }
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Removes a unit and the weights into it, sample by sample; the lanes are variants of its activation.</summary>
    private void RemoveAsVariants(int l, int unit, int hidden, int count, RemovalVariants variants, Changes changes, CancellationToken cancellation)
    {
        var layer = _layers[l];
        var (inputs, weights, bias) = (layer.Layout.Inputs, layer.Layout.Weights + (unit * layer.Layout.Inputs), layer.Layout.Biases + unit);
        var parameters = _parameters.Pointer;
        variants.Start(_layers, l, unit);
        for (var sample = 0; sample < count; sample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (panel, lane) = Math.DivRem(sample, Lanes);
            var at = (unit * Lanes) + lane;
            var (sum, signal) = (layer.Sum.Panel(panel)[at], layer.Signal.Panel(panel)[at]);
            var active = Math.Max(sum, 0);
            var indices = layer.InputIndices(sample);
            var values = layer.InputValues(sample);
            var some = layer.InputCounts[sample];
            variants.Clear();
            for (var k = 0; k < some; k++)
            {
                variants.Add(weights + indices[k], Math.Max(sum - (parameters[weights + indices[k]] * values[k]), 0) - active);
            }

            variants.Add(bias, Math.Max(sum - parameters[bias], 0) - active);
            if (active > 0)
            {
                for (var k = 0; k < some; k++)
                {
                    changes.Gradient[weights + indices[k]] += signal * values[k];
                }

                changes.Gradient[bias] += signal;
            }

            if (variants.Count > 0)
            {
                var results = variants.LogitChanges(_layers, l, sample);
                for (var k = 0; k < variants.Count; k += Vector512<double>.Count)
                {
                    _losses.ChangeOf(sample, Vector512.Load(results + k)).Store(results + k);
                }

                for (var k = 0; k < variants.Count; k++)
                {
                    changes.Parameters[variants.Removed[k]] += results[k];
                }
            }

            // The unit goes much further than its weights do, and would widen what they have in common.
            if (active > 0)
            {
                variants.Clear();
                variants.Add(hidden, -active);
                changes.Units[hidden] += _losses.ChangeOf(sample, Vector512.Load(variants.LogitChanges(_layers, l, sample))).ToScalar();
            }
        }
    }

    /// <summary>A unit's numbers, sample by sample.</summary>
    private readonly struct Row
    {
        private readonly double* _start;
        private readonly long _stride;

        public Row(PanelMatrix<double> matrix, int row)
        {
            _start = matrix.Panel(0) + (row * Lanes);
            _stride = (long)matrix.Rows * Lanes;
        }

        /// <summary>The same panel again and again.</summary>
        public Row(double* panel) => _start = panel;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double* Panel(int panel) => _start + (panel * _stride);
    }

    /// <summary>What removals change: sums over samples first, means at the end.</summary>
    public sealed class Changes(MlpLayout layout)
    {
        /// <summary>The change of the loss by removing each parameter.</summary>
        public double[] Parameters { get; } = new double[layout.ParameterCount];

        /// <summary>The change by removing each hidden unit.</summary>
        public double[] Units { get; } = new double[layout.Layers.SkipLast(1).Sum(layer => layer.Outputs)];

        /// <summary>The change of first order by removing each parameter, <c>−g·w</c>.</summary>
        public double[] FirstOrder { get; } = new double[layout.ParameterCount];

        /// <summary>The loss with nothing removed.</summary>
        public double Loss { get; set; }

        internal double[] Gradient => FirstOrder;

        internal void Divide(int count, ReadOnlySpan<double> parameters)
        {
            Loss /= count;
            for (var k = 0; k < Parameters.Length; k++)
            {
                Parameters[k] /= count;
                FirstOrder[k] *= -parameters[k] / count;
            }

            for (var k = 0; k < Units.Length; k++)
            {
                Units[k] /= count;
            }
        }
    }
}
