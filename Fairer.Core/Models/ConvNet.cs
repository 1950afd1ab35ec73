using Fairer.Core.Rationale;

namespace Fairer.Core.Models;

/// <summary>A convolutional network over images, with one sigmoid output, as in the paper's CelebA experiments.</summary>
public sealed class ConvNet : NetworkShape
{
    // The side, in pixels, for which the work of the convolutions is counted; it grows with the square.
    private const double CountedSize = 224;

    private readonly string _id;
    private readonly long _parameters;
    private readonly double _convolutions;
    private readonly double _dense;

    private ConvNet(string id, string name, int layers, int leastSize, long parameters, double convolutions, double dense)
    {
        (_id, Name, Layers, LeastSize) = (id, name, layers, leastSize);
        (_parameters, _convolutions, _dense) = (parameters, convolutions, dense);
    }

    /// <summary>AlexNet as torchvision has it (Krizhevsky 2014): five convolutions, three dense layers, dropout 0.5.</summary>
    public static ConvNet AlexNet { get; } = new("alexnet", "AlexNet", layers: 8, leastSize: 63, parameters: 57_007_937, convolutions: 656e6, dense: 54.5e6);

    /// <summary>ResNet-18 (He et al. 2016) with a 512-512-1 head. Its weight-carrying layers are taken in the order in which
    /// they are defined, the three projections of its skip connections among them.</summary>
    public static ConvNet ResNet18 { get; } = new("resnet18", "ResNet-18", layers: 22, leastSize: 32, parameters: 11_439_681, convolutions: 1814e6, dense: 0.3e6);

    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<ConvNet> All { get; } = [AlexNet, ResNet18];

    /// <summary>The name that pages show.</summary>
    public string Name { get; }

    /// <summary>The smallest side of an image that it can read, in pixels.</summary>
    public int LeastSize { get; }

    /// <inheritdoc/>
    public override int Layers { get; }

    /// <inheritdoc/>
    public override bool ReadsImages => true;

    /// <inheritdoc/>
    public override Granularity DefaultGranularity => Granularity.Unit;

    /// <inheritdoc/>
    public override int DefaultBatchPerGroup => 32;

    /// <inheritdoc/>
    public override double DefaultLearningRate => 1e-4;

    /// <summary>The one whose text form this is, or null.</summary>
    public static ConvNet? Find(string id) => All.FirstOrDefault(net => string.Equals(net._id, id, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override long ParameterCount(int inputWidth) => _parameters;

    /// <inheritdoc/>
    public override double MultiplyAdds(int inputs) => (_convolutions * Math.Pow(inputs / CountedSize, 2)) + _dense;

    /// <inheritdoc/>
    public override string ToString() => _id;
}
