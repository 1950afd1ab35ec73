using Fairer.Core.Rationale;

namespace Fairer.Core.Models;

/// <summary>A network that can be trained: an <see cref="MlpShape"/> over the columns of a table, or a <see cref="ConvNet"/>
/// over images. Two are equal when their text forms are.</summary>
public abstract class NetworkShape : IEquatable<NetworkShape>
{
    /// <summary>How many layers carry weights, the output's among them.</summary>
    public abstract int Layers { get; }

    /// <summary>Whether the network reads images; otherwise it reads rows of a table.</summary>
    public abstract bool ReadsImages { get; }

    /// <summary>What counts as one neuron of this network where nobody says otherwise (docs/method.md).</summary>
    public abstract Granularity DefaultGranularity { get; }

    /// <summary>How many samples of each cell a step draws where nobody says otherwise.</summary>
    public abstract int DefaultBatchPerGroup { get; }

    /// <summary>Adam's learning rate where nobody says otherwise.</summary>
    public abstract double DefaultLearningRate { get; }

    /// <summary>How many weights and biases the network has.</summary>
    /// <param name="inputWidth">The number of features of a table's row; does not matter for images.</param>
    public abstract long ParameterCount(int inputWidth);

    /// <summary>How many multiplications and additions one sample takes through the network, roughly.</summary>
    /// <param name="inputs">The number of features of a table's row, or the side of an image in pixels.</param>
    public abstract double MultiplyAdds(int inputs);

    /// <summary>Reads a network from its text form.</summary>
    /// <param name="text">For instance <c>200</c>, <c>3x64</c>, <c>64-32</c>, <c>alexnet</c> or <c>resnet18</c>.</param>
    /// <param name="network">The network, when the text is one.</param>
    /// <param name="fault">What is wrong with the text, when it is not.</param>
    public static bool TryParse(string text, out NetworkShape? network, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (ConvNet.Find(text) is { } convNet)
        {
            (network, fault) = (convNet, null);
            return true;
        }

        var parsed = MlpShape.TryParse(text, out var shape, out fault);
        network = shape;
        if (!parsed && text.Any(char.IsLetter) && !text.Any(char.IsDigit))
        {
            fault = $"There is no network '{text}'; there are {string.Join(", ", ConvNet.All)} and MLPs such as 200, 3x64 or 64-32.";
        }

        return parsed;
    }

    /// <summary>Reads a network from its text form.</summary>
    /// <exception cref="FormatException">The text is not a network; the message says why.</exception>
    public static NetworkShape Parse(string text) =>
        TryParse(text, out var network, out var fault) ? network! : throw new FormatException(fault);

    /// <summary>The text form, which <see cref="Parse"/> reads back.</summary>
    public abstract override string ToString();

    /// <inheritdoc/>
    public bool Equals(NetworkShape? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NetworkShape);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
}
