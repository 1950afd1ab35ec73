using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Fairer.Torch.Networks;

/// <summary>
/// ResNet-18 (He et al. 2016) as torchvision has it, with a 512-512-1 head, from first weights of its own. The paper calls
/// its method limited to layer-wise networks; here each layer that carries weights counts, in the order of definition, the
/// projections of the skip connections among them.
/// </summary>
internal sealed class ResNet18 : LayeredNetwork
{
    private static readonly (long Inputs, long Outputs, long Stride)[] Shapes =
        [(64, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), (512, 512, 1)];

    private readonly Convolution _stem;
    private readonly Block[] _blocks;
    private readonly (Tensor Weight, Tensor Bias) _hidden;
    private readonly (Tensor Weight, Tensor Bias) _output;

    public ResNet18(int seed, Device device)
        : base(seed, device)
    {
        _stem = Convolve(3, 64, 7, 2);
        _blocks = [.. Shapes.Select(shape => new Block(
            Convolve(shape.Inputs, shape.Outputs, 3, shape.Stride),
            Convolve(shape.Outputs, shape.Outputs, 3, 1),
            shape.Inputs == shape.Outputs ? null : Convolve(shape.Inputs, shape.Outputs, 1, shape.Stride)))];
        _hidden = (Weight(512, 512), Bias(512, 512));
        _output = (Weight(1, 512), Bias(1, 512));
    }

    /// <inheritdoc/>
    public override Tensor Logits(Tensor inputs, Pass pass)
    {
        var x = max_pool2d(relu(_stem.Of(inputs, pass.Training)), [3L, 3], [2L, 2], [1L, 1]);
        foreach (var block in _blocks)
        {
            x = block.Of(x, pass.Training);
        }

        x = adaptive_avg_pool2d(x, [1, 1]).flatten(1);
        x = relu(linear(x, _hidden.Weight, _hidden.Bias));
        return linear(x, _output.Weight, _output.Bias).squeeze(1);
    }

    private Convolution Convolve(long inputs, long outputs, long side, long stride) =>
        new(NormalWeight(outputs, inputs, side, side), Normalise(outputs), stride, side / 2);

    /// <summary>A convolution without bias, and its normalisation.</summary>
    private sealed record Convolution(Tensor Weight, Normalisation Normalisation, long Stride, long Padding)
    {
        public Tensor Of(Tensor x, bool training) =>
            Normalisation.Of(conv2d(x, Weight, null, [Stride, Stride], [Padding, Padding]), training);
    }

    /// <summary>Two convolutions beside a skip connection, which is projected where the shape changes.</summary>
    private sealed record Block(Convolution First, Convolution Second, Convolution? Projection)
    {
        public Tensor Of(Tensor x, bool training) =>
            relu(Second.Of(relu(First.Of(x, training)), training) + (Projection?.Of(x, training) ?? x));
    }
}
