using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Fairer.Torch.Networks;

/// <summary>AlexNet as torchvision has it ("One weird trick", Krizhevsky 2014), with one output, from first weights of its own.</summary>
internal sealed class AlexNet : LayeredNetwork
{
    private const int Pooled = 6;

    private readonly (Tensor Weight, Tensor Bias)[] _layers;

    public AlexNet(int seed, Device device)
        : base(seed, device)
    {
        long[][] shapes =
        [
            [64, 3, 11, 11], [192, 64, 5, 5], [384, 192, 3, 3], [256, 384, 3, 3], [256, 256, 3, 3],
            [4096, 256 * Pooled * Pooled], [4096, 4096], [1, 4096],
        ];
        _layers = [.. shapes.Select(shape => (Weight(shape), Bias(shape)))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> DropoutWidths { get; } = [256 * Pooled * Pooled, 4096];

    /// <inheritdoc/>
    public override Tensor Logits(Tensor inputs, Pass pass)
    {
        var x = Pool(Convolve(inputs, 0, stride: 4, padding: 2));
        x = Pool(Convolve(x, 1, stride: 1, padding: 2));
        x = Convolve(x, 2, stride: 1, padding: 1);
        x = Convolve(x, 3, stride: 1, padding: 1);
        x = Pool(Convolve(x, 4, stride: 1, padding: 1));
        x = adaptive_avg_pool2d(x, [Pooled, Pooled]).flatten(1);
        x = relu(Dense(Drop(x, 0, pass), 5));
        x = relu(Dense(Drop(x, 1, pass), 6));
        return Dense(x, 7).squeeze(1);
    }

    private static Tensor Pool(Tensor x) => max_pool2d(x, [3L, 3], [2L, 2]);

    private static Tensor Drop(Tensor x, int which, Pass pass) =>
        pass.Dropout is null ? x : x * pass.Dropout[which].narrow(0, 0, x.shape[0]);

    private Tensor Convolve(Tensor x, int layer, long stride, long padding) =>
        relu(conv2d(x, _layers[layer].Weight, _layers[layer].Bias, [stride, stride], [padding, padding]));

    private Tensor Dense(Tensor x, int layer) => linear(x, _layers[layer].Weight, _layers[layer].Bias);
}
