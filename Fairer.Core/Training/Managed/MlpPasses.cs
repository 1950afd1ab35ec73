using System.Numerics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>
/// An MLP and the passes over it: forward, backward, and the tangent of both (docs/method.md, "one tangent pass"). After the
/// first layer, which takes a block of panels, each pass works on one panel of samples at a time, so that its activations are
/// still in the cache when they are needed.
/// </summary>
/// <remarks>
/// In formulas a_l is the activation of layer l (a_0 the input), W_l its weights, and a dot marks a tangent in the
/// direction V_l of the weights. Signals are gradients with respect to a layer's pre-activation.
/// </remarks>
internal sealed unsafe class MlpPasses<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What a block's samples have in all layers, forward and backward, is to stay in the second-level cache with the weights.
    private const int BlockBytes = 512 << 10;
    private const int LeastBlock = 4;

    private readonly InputLayer<T> _input;
    private readonly Layer[] _layers;
    private readonly MlpWeights<T> _weights;

    /// <summary>Passes over a network.</summary>
    /// <param name="weights">The network, which the passes do not own.</param>
    /// <param name="panels">The panels of the buffers; those of one block where it is left out.</param>
    /// <param name="book">How the samples are coded; null for <see cref="PanelMatrix{T}"/>.</param>
    /// <param name="tangents">Whether there are tangent passes.</param>
    /// <param name="directions">How many directions V of the weights they take.</param>
    public MlpPasses(MlpWeights<T> weights, int? panels = null, Codebook? book = null, bool tangents = false, int directions = 0)
    {
        _weights = weights;
        var perPanel = weights.Layout.Layers.Sum(layer => (long)layer.Outputs) * Kernels<T>.Lanes * sizeof(T) * 2;
        BlockPanels = (int)Math.Max(LeastBlock, BlockBytes / perPanel);
        Panels = panels ?? BlockPanels;
        BlockPanels = Math.Min(BlockPanels, Panels);
        Scores = new PanelMatrix<T>(1, Panels);
        _input = book is null ? new DenseInput<T>(weights, BlockPanels, directions) : new CodedInput<T>(weights, book, directions);
        _layers = [.. Layout.Layers.Select((layer, l) => new Layer(layer, l == 0, Panels, BlockPanels, tangents, directions))];
    }

    public MlpLayout Layout => _weights.Layout;

    public int Panels { get; }

    /// <summary>How many panels are best taken through all passes before the next ones.</summary>
    public int BlockPanels { get; }

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
        _input.PackDirection(direction, values + Layout.Layers[0].Weights);
        foreach (var layer in _layers.AsSpan(1))
        {
            layer.Directions[direction].Pack(values + layer.Layout.Weights);
            layer.DirectionsTransposed[direction].PackTransposed(values + layer.Layout.Weights);
        }
    }

    /// <summary><c>a_l = max(W_l·a_{l−1} + b_l, 0)</c>, and the logits without the max.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="panel">The first panel of the activations.</param>
    /// <param name="panels">How many panels, at most <see cref="BlockPanels"/>.</param>
    public void Forward(Samples<T> samples, int from, int panel, int panels)
    {
        _input.Forward(samples, from, _layers[0].Activation.Panel(panel), panels);
        for (var end = panel + panels; panel < end; panel++)
        {
            for (var l = 1; l < _layers.Length; l++)
            {
                var layer = _layers[l];
                var factor = new Factor<T>(_weights.Of(l), _layers[l - 1].Activation.Panel(panel));
                if (l == _layers.Length - 1)
                {
                    Kernels<T>.Product<Linear<T>>(factor, default, _weights.BiasOf(l), null, layer.Activation.Panel(panel), layer.Layout.Outputs);
                }
                else
                {
                    Kernels<T>.Product<Relu<T>>(factor, default, _weights.BiasOf(l), null, layer.Activation.Panel(panel), layer.Layout.Outputs);
                }
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

    /// <summary>The tangents in a direction of the weights: <c>ȧ_l = [a_l &gt; 0]·(V_l·a_{l−1} + W_l·ȧ_{l−1})</c>, and ż
    /// without the gate.</summary>
    public void Tangent(Samples<T> samples, int from, int panel, int panels, int direction)
    {
        _input.Tangent(direction, samples, from, _layers[0].Activation.Panel(panel), _layers[0].Tangent!.Panel(panel), panels);
        for (var end = panel + panels; panel < end; panel++)
        {
            for (var l = 1; l < _layers.Length; l++)
            {
                var below = _layers[l - 1];
                Tangent(
                    l,
                    panel,
                    new Factor<T>(_layers[l].Directions[direction], below.Activation.Panel(panel)),
                    new Factor<T>(_weights.Of(l), below.Tangent!.Panel(panel)));
            }
        }
    }

    /// <summary>The tangents in a direction ẋ of the input: <c>ȧ_l = [a_l &gt; 0]·W_l·ȧ_{l−1}</c> from <c>ȧ_0 = ẋ</c>, and ż
    /// without the gate.</summary>
    public void TangentOfInput(Samples<T> inputTangents, int from, int panel, int panels)
    {
        _input.Tangent(direction: null, inputTangents, from, _layers[0].Activation.Panel(panel), _layers[0].Tangent!.Panel(panel), panels);
        for (var end = panel + panels; panel < end; panel++)
        {
            for (var l = 1; l < _layers.Length; l++)
            {
                Tangent(l, panel, new Factor<T>(_weights.Of(l), _layers[l - 1].Tangent!.Panel(panel)), default);
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
                ? new Factor<T>(above.DirectionsTransposed[index], above.GroupSignal.Panel(panel))
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

    /// <summary>Starts a new gradient.</summary>
    public void ClearGradient()
    {
        _input.ClearGradient();
        foreach (var layer in _layers.AsSpan(1))
        {
            layer.Sum!.Clear();
            layer.BiasSum!.Span.Clear();
        }
    }

    /// <summary>Adds the subgroup signals of a block: <c>Σ δ_l·a_{l−1}ᵀ</c>. What the biases get means nothing.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="panel">The first panel of the signals and activations.</param>
    /// <param name="panels">How many panels, at most <see cref="BlockPanels"/>.</param>
    public void AddGroupGradient(Samples<T> samples, int from, int panel, int panels)
    {
        _input.AddGradient(samples, from, _layers[0].GroupSignal.Panel(panel), panels);
        for (var l = 1; l < _layers.Length; l++)
        {
            _layers[l].Sum!.Add(_layers[l].GroupSignal.Panel(panel), _layers[l - 1].Activation.Panel(panel), null, null, panels);
        }
    }

    /// <summary>
    /// Adds the signals of a block: <c>Σ u_l·a_{l−1}ᵀ + δ_l·ȧ_{l−1}ᵀ</c> for the weights, the second term only with
    /// tangents, and <c>Σ u_l</c> for the biases.
    /// </summary>
    /// <param name="samples">The samples.</param>
    /// <param name="from">Their first panel.</param>
    /// <param name="panel">The first panel of the signals and activations.</param>
    /// <param name="panels">How many panels, at most <see cref="BlockPanels"/>.</param>
    /// <param name="tangents">Whether there were tangents.</param>
    /// <param name="inputTangents">The tangents ẋ of the samples, where it was they that were pushed through.</param>
    public void AddGradient(Samples<T> samples, int from, int panel, int panels, bool tangents, Samples<T>? inputTangents = null)
    {
        _input.AddGradient(samples, from, _layers[0].Signal.Panel(panel), panels);
        if (inputTangents is not null)
        {
            _input.AddGradient(inputTangents, from, _layers[0].GroupSignal.Panel(panel), panels);
        }

        _input.AddBiasGradient(_layers[0].Signal.Panel(panel), panels);
        for (var l = 1; l < _layers.Length; l++)
        {
            var (layer, below) = (_layers[l], _layers[l - 1]);
            layer.Sum!.Add(
                layer.Signal.Panel(panel),
                below.Activation.Panel(panel),
                tangents ? layer.GroupSignal.Panel(panel) : null,
                tangents ? below.Tangent!.Panel(panel) : null,
                panels);
            Kernels<T>.AddRowSums(layer.Signal.Panel(panel), panels, layer.BiasSum!.Pointer, layer.Layout.Outputs);
        }
    }

    /// <summary>Writes what has been added up, in the order of the parameters.</summary>
    public void ReadGradient(T* gradient)
    {
        _input.ReadGradient(gradient + Layout.Layers[0].Weights);
        _input.ReadBiasGradient(gradient + Layout.Layers[0].Biases);
        foreach (var layer in _layers.AsSpan(1))
        {
            layer.Sum!.Read(gradient + layer.Layout.Weights);
            layer.BiasSum!.Span.CopyTo(new Span<T>(gradient + layer.Layout.Biases, layer.Layout.Outputs));
        }
    }

    public void Dispose()
    {
        Scores.Dispose();
        _input.Dispose();
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

    /// <summary>One layer's numbers for each sample, and its part of the directions and the gradient; the first layer's part
    /// of those is the <see cref="InputLayer{T}"/>'s.</summary>
    private sealed class Layer : IDisposable
    {
        public Layer(LayerLayout layout, bool first, int panels, int blockPanels, bool tangents, int directions)
        {
            Layout = layout;
            directions = first ? 0 : directions;
            Directions = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(layout.Outputs, layout.Inputs))];
            DirectionsTransposed = [.. Enumerable.Range(0, directions).Select(_ => new PackedMatrix<T>(layout.Inputs, layout.Outputs))];
            Activation = new PanelMatrix<T>(layout.Outputs, panels);
            GroupSignal = new PanelMatrix<T>(layout.Outputs, panels);
            Signal = new PanelMatrix<T>(layout.Outputs, panels);
            Tangent = tangents ? new PanelMatrix<T>(layout.Outputs, panels) : null;
            Sum = first ? null : new GramSum<T>(layout.Outputs, layout.Inputs, blockPanels);
            BiasSum = first ? null : new NativeBuffer<T>(layout.Outputs);
        }

        public LayerLayout Layout { get; }

        public PackedMatrix<T>[] Directions { get; }

        public PackedMatrix<T>[] DirectionsTransposed { get; }

        public PanelMatrix<T> Activation { get; }

        public PanelMatrix<T> GroupSignal { get; }

        public PanelMatrix<T> Signal { get; }

        public PanelMatrix<T>? Tangent { get; }

        public GramSum<T>? Sum { get; }

        public NativeBuffer<T>? BiasSum { get; }

        public void Dispose()
        {
            Activation.Dispose();
            GroupSignal.Dispose();
            Signal.Dispose();
            Tangent?.Dispose();
            Sum?.Dispose();
            BiasSum?.Dispose();
            foreach (var matrix in Directions.Concat(DirectionsTransposed))
            {
                matrix.Dispose();
            }
        }
    }
}
