using System.Numerics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// An MLP and the passes over it: forward, backward, and the tangent of both (docs/method.md, "one tangent pass"). Each pass
/// works on one panel of samples at a time, so that a panel's activations are still in the cache when they are needed.
/// </summary>
/// <remarks>
/// In formulas a_l is the activation of layer l (a_0 the input), W_l its weights, and a dot marks a tangent in the
/// direction V_l of the weights. Signals are gradients with respect to a layer's pre-activation.
/// </remarks>
internal sealed unsafe class MlpPasses<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer[] _layers;
    private readonly MlpWeights<T> _weights;

    /// <summary>Passes over a network, with room for that many panels at a time.</summary>
    /// <param name="weights">The network, which the passes do not own.</param>
    /// <param name="panels">The panels of the buffers.</param>
    /// <param name="tangents">Whether there are tangent passes.</param>
    /// <param name="directions">How many directions V of the weights they take.</param>
    public MlpPasses(MlpWeights<T> weights, int panels, bool tangents = false, int directions = 0)
    {
        _weights = weights;
        Panels = panels;
        Scores = new PanelMatrix<T>(1, panels);
        _layers = [.. Layout.Layers.Select((layer, index) => new Layer(layer, index == 0, panels, tangents, directions))];
    }

    public MlpLayout Layout => _weights.Layout;

    public int Panels { get; }

    /// <summary>The weights and biases, as <see cref="Layout"/> orders them.</summary>
    public Span<T> Parameters => _weights.Parameters;

    /// <summary>The logits z, one row.</summary>
    public PanelMatrix<T> Logits => _layers[^1].Activation;

    /// <summary>Room for the scores p = σ(z), one row.</summary>
    public PanelMatrix<T> Scores { get; }

    /// <summary>The tangents of the logits ż, one row.</summary>
    public PanelMatrix<T> LogitTangents => _layers[^1].Tangent!;

    /// <summary>The subgroup signals δ at the logits, one row; in a pass over input tangents, the signals of ż.</summary>
    public PanelMatrix<T> GroupSignal => _layers[^1].GroupSignal;

    /// <summary>The signals u of the whole loss at the logits, one row.</summary>
    public PanelMatrix<T> Signal => _layers[^1].Signal;

    /// <summary>Makes one direction V known to the tangent passes.</summary>
    /// <param name="direction">Which direction.</param>
    /// <param name="values">One number a parameter; those of biases do not count.</param>
    public void PackDirection(int direction, T* values)
    {
        foreach (var layer in _layers)
        {
            layer.Directions[direction].Pack(values + layer.Layout.Weights);
            layer.DirectionsTransposed[direction]?.PackTransposed(values + layer.Layout.Weights);
        }
    }

    /// <summary><c>a_l = max(W_l·a_{l−1} + b_l, 0)</c>, and the logits without the max.</summary>
    public void Forward(T* input, int panel)
    {
        var below = input;
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var factor = new Factor<T>(_weights.Of(l), below);
            below = layer.Activation.Panel(panel);
            if (l == _layers.Length - 1)
            {
                Kernels<T>.Product<Linear<T>>(factor, default, _weights.BiasOf(l), null, below, layer.Layout.Outputs);
            }
            else
            {
                Kernels<T>.Product<Relu<T>>(factor, default, _weights.BiasOf(l), null, below, layer.Layout.Outputs);
            }
        }
    }

    /// <summary>Takes <see cref="GroupSignal"/> down: <c>δ_l = [a_l &gt; 0]·W_{l+1}ᵀ·δ_{l+1}</c>.</summary>
    public void BackwardGroup(int panel)
    {
        for (var l = _layers.Length - 2; l >= 0; l--)
        {
            var (layer, above) = (_layers[l], _layers[l + 1]);
            Kernels<T>.Product<Gated<T>>(
                new Factor<T>(_weights.TransposeOf(l + 1), above.GroupSignal.Panel(panel)),
                default,
                null,
                layer.Activation.Panel(panel),
                layer.GroupSignal.Panel(panel),
                layer.Layout.Outputs);
        }
    }

    /// <summary>The gradients of the weights from the subgroup signals of a run of panels:
    /// <c>g_l = Σ δ_l·a_{l−1}ᵀ</c>. Biases are left alone.</summary>
    /// <param name="inputs">The samples.</param>
    /// <param name="firstInput">The first panel of the samples.</param>
    /// <param name="firstPanel">The first panel of the signals and activations.</param>
    /// <param name="panels">How many panels.</param>
    /// <param name="gradient">Takes one number a parameter.</param>
    public void GroupGradient(PanelMatrix<T> inputs, int firstInput, int firstPanel, int panels, T* gradient)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            Kernels<T>.Gram(
                layer.GroupSignal.Panel(firstPanel),
                l == 0 ? inputs.Panel(firstInput) : _layers[l - 1].Activation.Panel(firstPanel),
                null,
                null,
                panels,
                gradient + layer.Layout.Weights,
                layer.Layout.Outputs,
                layer.Layout.Inputs);
        }
    }

    /// <summary>The tangents in a direction of the weights: <c>ȧ_l = [a_l &gt; 0]·(V_l·a_{l−1} + W_l·ȧ_{l−1})</c>, and ż
    /// without the gate.</summary>
    public void Tangent(T* input, int panel, int direction)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var below = l == 0 ? input : _layers[l - 1].Activation.Panel(panel);
            var first = new Factor<T>(_layers[l].Directions[direction], below);
            Tangent(l, panel, first, l == 0 ? default : new Factor<T>(_weights.Of(l), _layers[l - 1].Tangent!.Panel(panel)));
        }
    }

    /// <summary>The tangents in a direction ẋ of the input: <c>ȧ_l = [a_l &gt; 0]·W_l·ȧ_{l−1}</c> from <c>ȧ_0 = ẋ</c>, and ż
    /// without the gate.</summary>
    public void TangentOfInput(T* inputTangent, int panel)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var below = l == 0 ? inputTangent : _layers[l - 1].Tangent!.Panel(panel);
            Tangent(l, panel, new Factor<T>(_weights.Of(l), below), default);
        }
    }

    /// <summary>
    /// Takes <see cref="Signal"/> down: <c>u_l = [a_l &gt; 0]·(W_{l+1}ᵀ·u_{l+1} + V_{l+1}ᵀ·δ_{l+1})</c>; the second term
    /// belongs to the tangent and is there only with a direction.
    /// </summary>
    public void Backward(int panel, int? direction)
    {
        for (var l = _layers.Length - 2; l >= 0; l--)
        {
            var (layer, above) = (_layers[l], _layers[l + 1]);
            var second = direction is { } index
                ? new Factor<T>(above.DirectionsTransposed[index]!, above.GroupSignal.Panel(panel))
                : default;
            Kernels<T>.Product<Gated<T>>(
                new Factor<T>(_weights.TransposeOf(l + 1), above.Signal.Panel(panel)),
                second,
                null,
                layer.Activation.Panel(panel),
                layer.Signal.Panel(panel),
                layer.Layout.Outputs);
        }
    }

    /// <summary>
    /// The gradients of all parameters from the signals of all panels: <c>Σ u_l·a_{l−1}ᵀ + δ_l·ȧ_{l−1}ᵀ</c> for the
    /// weights, the second term only with tangents, and <c>Σ u_l</c> for the biases.
    /// </summary>
    /// <param name="inputs">The samples.</param>
    /// <param name="tangents">Whether there were tangents.</param>
    /// <param name="inputTangents">The tangents ẋ of the samples, where it was they that were pushed through.</param>
    /// <param name="gradient">Takes one number a parameter.</param>
    public void Gradient(PanelMatrix<T> inputs, bool tangents, PanelMatrix<T>? inputTangents, T* gradient)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var tangentBelow = !tangents ? null : l == 0 ? inputTangents : _layers[l - 1].Tangent;
            Kernels<T>.Gram(
                layer.Signal.Panel(0),
                (l == 0 ? inputs : _layers[l - 1].Activation).Panel(0),
                tangentBelow is null ? null : layer.GroupSignal.Panel(0),
                tangentBelow is null ? null : tangentBelow.Panel(0),
                Panels,
                gradient + layer.Layout.Weights,
                layer.Layout.Outputs,
                layer.Layout.Inputs);
            Kernels<T>.RowSums(layer.Signal.Panel(0), Panels, gradient + layer.Layout.Biases, layer.Layout.Outputs);
        }
    }

    public void Dispose()
    {
        Scores.Dispose();
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }

    private void Tangent(int l, int panel, in Factor<T> first, in Factor<T> second)
    {
        var layer = _layers[l];
        var target = layer.Tangent!.Panel(panel);
        if (l == _layers.Length - 1)
        {
            Kernels<T>.Product<Linear<T>>(first, second, null, null, target, layer.Layout.Outputs);
        }
        else
        {
            Kernels<T>.Product<Gated<T>>(first, second, null, layer.Activation.Panel(panel), target, layer.Layout.Outputs);
        }
    }

    /// <summary>One layer's numbers for each sample, and its part of the directions.</summary>
    private sealed class Layer : IDisposable
    {
        public Layer(LayerLayout layout, bool first, int panels, bool tangents, int directions)
        {
            Layout = layout;
            Directions = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(layout.Outputs, layout.Inputs))];
            DirectionsTransposed = [.. Enumerable.Range(0, directions)
                .Select(_ => first ? null : new PackedMatrix<T>(layout.Inputs, layout.Outputs))];
            Activation = new PanelMatrix<T>(layout.Outputs, panels);
            GroupSignal = new PanelMatrix<T>(layout.Outputs, panels);
            Signal = new PanelMatrix<T>(layout.Outputs, panels);
            Tangent = tangents ? new PanelMatrix<T>(layout.Outputs, panels) : null;
        }

        public LayerLayout Layout { get; }

        public PackedMatrix<T>[] Directions { get; }

        public PackedMatrix<T>?[] DirectionsTransposed { get; }

        public PanelMatrix<T> Activation { get; }

        public PanelMatrix<T> GroupSignal { get; }

        public PanelMatrix<T> Signal { get; }

        public PanelMatrix<T>? Tangent { get; }

        public void Dispose()
        {
            Activation.Dispose();
            GroupSignal.Dispose();
            Signal.Dispose();
            Tangent?.Dispose();
            foreach (var matrix in Directions.Concat(DirectionsTransposed))
            {
                matrix?.Dispose();
            }
        }
    }
}
