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
    private readonly NativeBuffer<T> _parameters;

    /// <summary>A network with room for that many panels at a time.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="panels">The panels of the buffers.</param>
    /// <param name="directions">How many directions V there are; 0 without tangent passes.</param>
    public MlpPasses(MlpLayout layout, int panels, int directions)
    {
        Layout = layout;
        Panels = panels;
        _parameters = new NativeBuffer<T>(layout.ParameterCount);
        Scores = new PanelMatrix<T>(1, panels);
        _layers = [.. layout.Layers.Select((layer, index) => new Layer(layer, index == 0, panels, directions))];
    }

    public MlpLayout Layout { get; }

    public int Panels { get; }

    /// <summary>The weights and biases, as <see cref="Layout"/> orders them.</summary>
    public Span<T> Parameters => _parameters.Span;

    /// <summary>The logits z, one row.</summary>
    public PanelMatrix<T> Logits => _layers[^1].Activation;

    /// <summary>Room for the scores p = σ(z), one row.</summary>
    public PanelMatrix<T> Scores { get; }

    /// <summary>The tangents of the logits ż, one row.</summary>
    public PanelMatrix<T> LogitTangents => _layers[^1].Tangent!;

    /// <summary>The subgroup signals δ at the logits, one row.</summary>
    public PanelMatrix<T> GroupSignal => _layers[^1].GroupSignal;

    /// <summary>The signals u of the whole loss at the logits, one row.</summary>
    public PanelMatrix<T> Signal => _layers[^1].Signal;

    /// <summary>Makes changed parameters known to the passes.</summary>
    public void PackWeights()
    {
        foreach (var layer in _layers)
        {
            layer.Weights.Pack(_parameters.Pointer + layer.Layout.Weights);
            layer.WeightsTransposed?.PackTransposed(_parameters.Pointer + layer.Layout.Weights);
        }
    }

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
        foreach (var layer in _layers)
        {
            var factor = new Factor<T>(layer.Weights, below);
            var bias = _parameters.Pointer + layer.Layout.Biases;
            below = layer.Activation.Panel(panel);
            if (layer == _layers[^1])
            {
                Kernels<T>.Product<Linear<T>>(factor, default, bias, null, below, layer.Layout.Outputs);
            }
            else
            {
                Kernels<T>.Product<Relu<T>>(factor, default, bias, null, below, layer.Layout.Outputs);
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
                new Factor<T>(above.WeightsTransposed!, above.GroupSignal.Panel(panel)),
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

    /// <summary>The tangents: <c>ȧ_l = [a_l &gt; 0]·(V_l·a_{l−1} + W_l·ȧ_{l−1})</c>, and ż without the gate.</summary>
    public void Tangent(T* input, int panel, int direction)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var below = l == 0 ? input : _layers[l - 1].Activation.Panel(panel);
            var first = new Factor<T>(layer.Directions[direction], below);
            var second = l == 0 ? default : new Factor<T>(layer.Weights, _layers[l - 1].Tangent!.Panel(panel));
            var target = layer.Tangent!.Panel(panel);
            if (layer == _layers[^1])
            {
                Kernels<T>.Product<Linear<T>>(first, second, null, null, target, layer.Layout.Outputs);
            }
            else
            {
                Kernels<T>.Product<Gated<T>>(first, second, null, layer.Activation.Panel(panel), target, layer.Layout.Outputs);
            }
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
                new Factor<T>(above.WeightsTransposed!, above.Signal.Panel(panel)),
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
    public void Gradient(PanelMatrix<T> inputs, bool tangents, T* gradient)
    {
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            var paired = tangents && l > 0;
            Kernels<T>.Gram(
                layer.Signal.Panel(0),
                (l == 0 ? inputs : _layers[l - 1].Activation).Panel(0),
                paired ? layer.GroupSignal.Panel(0) : null,
                paired ? _layers[l - 1].Tangent!.Panel(0) : null,
                Panels,
                gradient + layer.Layout.Weights,
                layer.Layout.Outputs,
                layer.Layout.Inputs);
            Kernels<T>.RowSums(layer.Signal.Panel(0), Panels, gradient + layer.Layout.Biases, layer.Layout.Outputs);
        }
    }

    public void Dispose()
    {
        _parameters.Dispose();
        Scores.Dispose();
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>One layer's weights as the kernels read them, and its numbers for each sample.</summary>
    private sealed class Layer : IDisposable
    {
        public Layer(LayerLayout layout, bool first, int panels, int directions)
        {
            Layout = layout;
            Weights = new PackedMatrix<T>(layout.Outputs, layout.Inputs);
            WeightsTransposed = first ? null : new PackedMatrix<T>(layout.Inputs, layout.Outputs);
            Directions = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(layout.Outputs, layout.Inputs))];
            DirectionsTransposed = [.. Enumerable.Range(0, directions)
                .Select(_ => first ? null : new PackedMatrix<T>(layout.Inputs, layout.Outputs))];
            Activation = new PanelMatrix<T>(layout.Outputs, panels);
            GroupSignal = new PanelMatrix<T>(layout.Outputs, panels);
            Signal = new PanelMatrix<T>(layout.Outputs, panels);
            Tangent = directions > 0 ? new PanelMatrix<T>(layout.Outputs, panels) : null;
        }

        public LayerLayout Layout { get; }

        public PackedMatrix<T> Weights { get; }

        public PackedMatrix<T>? WeightsTransposed { get; }

        public PackedMatrix<T>[] Directions { get; }

        public PackedMatrix<T>?[] DirectionsTransposed { get; }

        public PanelMatrix<T> Activation { get; }

        public PanelMatrix<T> GroupSignal { get; }

        public PanelMatrix<T> Signal { get; }

        public PanelMatrix<T>? Tangent { get; }

        public void Dispose()
        {
            Weights.Dispose();
            WeightsTransposed?.Dispose();
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
