namespace Fairer.Core.Models;

/// <summary>Where each layer's weights and biases lie in an MLP's flat vector of parameters.</summary>
/// <remarks>Layer after layer; in each first the weights <c>[outputs, inputs]</c> row by row, then the biases.</remarks>
public sealed class MlpLayout
{
    /// <summary>The layout of a network.</summary>
    /// <param name="inputs">The number of features.</param>
    /// <param name="shape">The hidden layers.</param>
    public MlpLayout(int inputs, MlpShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        Inputs = inputs;
        var layers = new LayerLayout[shape.Layers];
        var offset = 0;
        for (var i = 0; i < layers.Length; i++)
        {
            var outputs = i < shape.Widths.Count ? shape.Widths[i] : 1;
            layers[i] = new LayerLayout(inputs, outputs, offset);
            offset = checked(layers[i].Biases + outputs);
            inputs = outputs;
        }

        Layers = layers;
        ParameterCount = offset;
    }

    /// <summary>The number of features.</summary>
    public int Inputs { get; }

    /// <summary>The layers, from the first hidden one to the output.</summary>
    public IReadOnlyList<LayerLayout> Layers { get; }

    /// <summary>How many weights and biases there are.</summary>
    public int ParameterCount { get; }

    /// <summary>Draws first parameters as PyTorch does: evenly from ±1/√inputs, weights and biases alike.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="parameters">Takes the numbers.</param>
    public void Initialise<T>(int seed, Span<T> parameters)
        where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parameters.Length, ParameterCount);
        var random = new SeededRandom(seed, RandomPurpose.Initialisation);
        foreach (var layer in Layers)
        {
            var bound = 1 / Math.Sqrt(layer.Inputs);
            foreach (ref var parameter in parameters[layer.Weights..(layer.Biases + layer.Outputs)])
            {
                parameter = T.CreateTruncating(bound * ((2 * random.NextDouble()) - 1));
            }
        }
    }
}

/// <summary>One layer's place in the flat vector of parameters.</summary>
/// <param name="Inputs">The units it reads.</param>
/// <param name="Outputs">The units it has.</param>
/// <param name="Weights">The index of its first weight.</param>
public sealed record LayerLayout(int Inputs, int Outputs, int Weights)
{
    /// <summary>How many weights it has.</summary>
    public int WeightCount => Inputs * Outputs;

    /// <summary>The index of its first bias.</summary>
    public int Biases => Weights + WeightCount;

    /// <summary>This layer's weights out of a flat vector of one number a parameter.</summary>
    public Span<T> WeightsOf<T>(Span<T> parameters) => parameters.Slice(Weights, WeightCount);
}
