using static TorchSharp.torch;

namespace Fairer.Torch.Images;

/// <summary>Bytes of images as a network reads them: ImageNet's mean taken off, divided by its deviation, as in the paper's
/// released code (docs/method.md).</summary>
internal sealed class Pixels : IDisposable
{
    private static readonly float[] ImageNetMean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] ImageNetDeviation = [0.229f, 0.224f, 0.225f];

    private readonly Tensor _mean;
    private readonly Tensor _deviation;
    private readonly Device _device;

    /// <param name="device">Where the network is.</param>
    public Pixels(Device device)
    {
        _device = device;
        using var scope = NewDisposeScope();
        _mean = tensor(ImageNetMean, [1, 3, 1, 1], float32, device).DetachFromDisposeScope();
        _deviation = tensor(ImageNetDeviation, [1, 3, 1, 1], float32, device).DetachFromDisposeScope();
    }

    /// <summary>Images <c>[count, 3, size, size]</c> on the device, in the caller's dispose scope.</summary>
    public Tensor Read(ReadOnlyMemory<byte> pixels, int count, int size)
    {
        using var scope = NewDisposeScope();
        var raw = empty([count, 3, size, size], uint8);
        pixels.Span.CopyTo(raw.bytes);
        return raw.to(_device).to(float32).div_(255).sub_(_mean).div_(_deviation).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _mean.Dispose();
        _deviation.Dispose();
    }
}
