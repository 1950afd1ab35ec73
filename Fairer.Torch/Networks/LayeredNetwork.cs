using Fairer.Core;
using static TorchSharp.torch;

namespace Fairer.Torch.Networks;

/// <summary>
/// A network of layers that autograd differentiates: its weights in the order of the layers, which take part in the
/// decision rationale, and its biases and normalisations, which do not.
/// </summary>
internal abstract class LayeredNetwork : IDisposable
{
    private readonly Device _device;
    private readonly List<Tensor> _weights = [];
    private readonly List<Tensor> _ofLayers = [];
    private readonly List<Tensor> _normalisations = [];
    private readonly List<Tensor> _statistics = [];
    private SeededRandom _random;

    /// <param name="seed">What the first weights are drawn from.</param>
    /// <param name="device">Where the network is.</param>
    protected LayeredNetwork(int seed, Device device)
    {
        _device = device;
        _random = new SeededRandom(seed, RandomPurpose.Initialisation);
    }

    /// <summary>Each layer's weights, <c>[out, in]</c> or <c>[out, in, height, width]</c>.</summary>
    public virtual IReadOnlyList<Tensor> Weights => _weights;

    /// <summary>All that is trained: layer by layer the weights and then the biases, then the normalisations.</summary>
    public virtual IReadOnlyList<Tensor> Parameters => [.. _ofLayers, .. _normalisations];

    /// <summary>All that the network is made of: <see cref="Parameters"/>, then the running statistics.</summary>
    public IReadOnlyList<Tensor> State => [.. _ofLayers, .. _normalisations, .. _statistics];

    /// <summary>The widths of the activations that dropout falls on, in order.</summary>
    public virtual IReadOnlyList<int> DropoutWidths => [];

    /// <summary>The logits <c>[samples]</c> of a batch.</summary>
    /// <param name="inputs">The samples, <c>[samples, …]</c>.</param>
    /// <param name="pass">Whether this is a step's pass or an evaluation's.</param>
    public abstract Tensor Logits(Tensor inputs, Pass pass);

    public void Dispose()
    {
        foreach (var tensor in State)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Weights drawn evenly from ±1/√fan-in, PyTorch's default.</summary>
    protected Tensor Weight(params long[] shape)
    {
        var bound = Bound(shape);
        return Register(_weights, _ofLayers, Drawn(shape, () => bound * ((2 * _random.NextDouble()) - 1)));
    }

    /// <summary>Biases drawn in the same way, for weights of this shape.</summary>
    protected Tensor Bias(params long[] shape)
    {
        var bound = Bound(shape);
        return Register(null, _ofLayers, Drawn([shape[0]], () => bound * ((2 * _random.NextDouble()) - 1)));
    }

    /// <summary>Weights drawn from N(0, 2/fan-out) (He et al. 2015), as torchvision's ResNet has them.</summary>
    protected Tensor NormalWeight(params long[] shape)
    {
        var deviation = Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
        return Register(_weights, _ofLayers, Drawn(shape, () => deviation * NextNormal()));
    }

    /// <summary>A batch normalisation of so many channels: scale 1, shift 0, running mean 0 and variance 1.</summary>
    protected Normalisation Normalise(long channels) => new(
        Register(null, _normalisations, Drawn([channels], () => 1)),
        Register(null, _normalisations, Drawn([channels], () => 0)),
        Keep(_statistics, Drawn([channels], () => 0)),
        Keep(_statistics, Drawn([channels], () => 1)));

    private static double Bound(long[] shape) => 1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (product, size) => product * size));

    private Tensor Drawn(long[] shape, Func<double> draw)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)draw();
        }

        using var scope = NewDisposeScope();
        return tensor(values, shape, float32, _device).DetachFromDisposeScope();
    }

    // Box and Muller 1958.
    private double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static Tensor Register(List<Tensor>? weights, List<Tensor> parameters, Tensor parameter)
    {
        parameter.requires_grad = true;
        weights?.Add(parameter);
        return Keep(parameters, parameter);
    }

    private static Tensor Keep(List<Tensor> list, Tensor tensor)
    {
        list.Add(tensor);
        return tensor;
    }
}

/// <summary>How a batch goes through a network.</summary>
/// <param name="Training">Whether normalisation takes the batch's own statistics, as in a step.</param>
/// <param name="Dropout">The factors of each dropout, <c>[samples, width]</c>; null where none falls.</param>
internal sealed record Pass(bool Training, IReadOnlyList<Tensor>? Dropout = null)
{
    /// <summary>The pass of an evaluation.</summary>
    public static Pass Evaluation { get; } = new(Training: false);
}

/// <summary>The parameters and running statistics of a batch normalisation, <c>[channels]</c> each.</summary>
internal sealed record Normalisation(Tensor Scale, Tensor Shift, Tensor Mean, Tensor Variance)
{
    /// <summary>Normalises a batch <c>[samples, channels, height, width]</c>.</summary>
    public Tensor Of(Tensor values, bool training) =>
        nn.functional.batch_norm(values, Mean, Variance, Scale, Shift, training, 0.1, 1e-5);
}
