using Fairer.Core;
using Fairer.Torch.Networks;
using static TorchSharp.torch;

namespace Fairer.Torch.Images;

/// <summary>
/// Dropout with probability ½ whose choices derive from the run's seed and the step's number alone, so that they are the
/// same on every device, in any company, and after a resume.
/// </summary>
/// <param name="network">The network that it falls on.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="samples">The samples of a batch.</param>
/// <param name="device">Where the network is.</param>
internal sealed class DropoutMasks(LayeredNetwork network, int seed, int samples, Device device)
{
    private readonly byte[][] _bits = [.. network.DropoutWidths.Select(width => new byte[samples * width])];

    /// <summary>The factors of one step, 0 or 2, in the caller's dispose scope; null where no dropout falls.</summary>
    public IReadOnlyList<Tensor>? Draw(long step)
    {
        if (_bits.Length == 0)
        {
            return null;
        }

        var random = new SeededRandom(seed, RandomPurpose.Dropout, step);
        return [.. _bits.Select(bits =>
        {
            for (var k = 0; k < bits.Length;)
            {
                var drawn = random.NextBits();
                for (var bit = 0; bit < 64 && k < bits.Length; bit++, k++)
                {
                    // 2 = 1/(1 − ½).
                    bits[k] = (byte)((drawn >> bit & 1) << 1);
                }
            }

            return tensor(bits, [samples, bits.Length / samples], uint8).to(device).to(float32);
        })];
    }
}
