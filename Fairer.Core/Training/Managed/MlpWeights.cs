using System.Numerics;
using Fairer.Core.Models;

namespace Fairer.Core.Training.Managed;

/// <summary>An MLP's parameters, and its weights once more as the kernels read them: what all passes over it share.</summary>
internal sealed unsafe class MlpWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> _parameters;
    private readonly Dictionary<Codebook, PatternTable<T>> _coded = [];
    private readonly PackedMatrix<T>?[] _weights;
    private readonly PackedMatrix<T>?[] _transposed;

    public MlpWeights(MlpLayout layout)
    {
        Layout = layout;
        _parameters = new NativeBuffer<T>(layout.ParameterCount);
        _weights = [.. layout.Layers.Select((layer, l) => l == 0 ? null : new PackedMatrix<T>(layer.Outputs, layer.Inputs))];
        _transposed = [.. layout.Layers.Select((layer, l) => l == 0 ? null : new PackedMatrix<T>(layer.Inputs, layer.Outputs))];
    }

    public MlpLayout Layout { get; }

    /// <summary>The weights and biases, as <see cref="Layout"/> orders them.</summary>
    public Span<T> Parameters => _parameters.Span;

    /// <summary>Makes changed parameters known to the passes.</summary>
    public void Pack()
    {
        for (var l = 0; l < _weights.Length; l++)
        {
            _weights[l]?.Pack(_parameters.Pointer + Layout.Layers[l].Weights);
            _transposed[l]?.PackTransposed(_parameters.Pointer + Layout.Layers[l].Weights);
        }

        foreach (var table in _coded.Values)
        {
            table.Pack(_parameters.Pointer + Layout.Layers[0].Weights, BiasOf(0));
        }
    }

    /// <summary>The first layer's weights for samples whose features are any numbers. From then on they are packed too.</summary>
    public PackedMatrix<T> OfInput()
    {
        var layer = Layout.Layers[0];
        if (_weights[0] is null)
        {
            _weights[0] = new PackedMatrix<T>(layer.Outputs, layer.Inputs);
            _weights[0]!.Pack(_parameters.Pointer + layer.Weights);
        }

        return _weights[0]!;
    }

    /// <summary>The first layer's weights and biases for coded samples. From then on they are packed too.</summary>
    public PatternTable<T> OfInput(Codebook book)
    {
        if (!_coded.TryGetValue(book, out var table))
        {
            _coded[book] = table = new PatternTable<T>(book, Layout.Layers[0].Outputs);
            table.Pack(_parameters.Pointer + Layout.Layers[0].Weights, BiasOf(0));
        }

        return table;
    }

    /// <summary>W_l of a layer after the first, layers counted from 0.</summary>
    public PackedMatrix<T> Of(int layer) => _weights[layer]!;

    /// <summary>W_lᵀ; there is none of the first layer, below which nothing is taken.</summary>
    public PackedMatrix<T> TransposeOf(int layer) => _transposed[layer]!;

    /// <summary>The first bias of a layer.</summary>
    public T* BiasOf(int layer) => _parameters.Pointer + Layout.Layers[layer].Biases;

    public void Dispose()
    {
        _parameters.Dispose();
        foreach (var matrix in _weights.Concat(_transposed))
        {
            matrix?.Dispose();
        }

        foreach (var table in _coded.Values)
        {
            table.Dispose();
        }
    }
}
