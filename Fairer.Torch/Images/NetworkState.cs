using System.Runtime.InteropServices;
using Fairer.Torch.Networks;
using static TorchSharp.torch;

namespace Fairer.Torch.Images;

/// <summary>A network and its optimisers as the bytes of a checkpoint: little-endian float32, tensor after tensor.</summary>
internal static class NetworkState
{
    /// <summary>The network: <see cref="LayeredNetwork.State"/>.</summary>
    public static byte[] Save(LayeredNetwork network)
    {
        var state = new byte[Length(network.State)];
        Save(network.State, state);
        return state;
    }

    /// <summary>The optimisers: the steps taken, then each one's running means and squares; then the adversary's, if any.</summary>
    public static byte[] Save(IReadOnlyList<TorchAdam> adams, byte[] adversary)
    {
        Tensor[] moments = [.. adams.SelectMany(adam => new[] { adam.Means, adam.Squares })];
        var length = Length(moments);
        var state = new byte[sizeof(long) + length + adversary.Length];
        BitConverter.TryWriteBytes(state, adams[0].Steps);
        Save(moments, state.AsSpan(sizeof(long), length));
        adversary.CopyTo(state.AsSpan(sizeof(long) + length));
        return state;
    }

    /// <summary>The inverse of <see cref="Save(LayeredNetwork)"/>.</summary>
    /// <exception cref="ArgumentException">The bytes are another network's.</exception>
    public static void Restore(LayeredNetwork network, ReadOnlySpan<byte> state)
    {
        if (state.Length != Length(network.State))
        {
            throw new ArgumentException("The checkpoint does not fit this network.", nameof(state));
        }

        Restore(network.State, state);
    }

    /// <summary>The inverse of <see cref="Save(IReadOnlyList{TorchAdam}, byte[])"/>.</summary>
    /// <returns>The adversary's part.</returns>
    /// <exception cref="ArgumentException">The bytes are another network's.</exception>
    public static ReadOnlySpan<byte> Restore(IReadOnlyList<TorchAdam> adams, ReadOnlySpan<byte> state)
    {
        Tensor[] moments = [.. adams.SelectMany(adam => new[] { adam.Means, adam.Squares })];
        var length = Length(moments);
        if (state.Length < sizeof(long) + length)
        {
            throw new ArgumentException("The optimiser's state does not fit this network.", nameof(state));
        }

        foreach (var adam in adams)
        {
            adam.Steps = BitConverter.ToInt64(state);
        }

        Restore(moments, state.Slice(sizeof(long), length));
        return state[(sizeof(long) + length)..];
    }

    private static int Length(IEnumerable<Tensor> tensors) => checked((int)(sizeof(float) * tensors.Sum(tensor => tensor.numel())));

    private static void Save(IEnumerable<Tensor> tensors, Span<byte> into)
    {
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            var bytes = tensor.detach().cpu().contiguous().bytes;
            bytes.CopyTo(into);
            into = into[bytes.Length..];
        }
    }

    private static void Restore(IEnumerable<Tensor> tensors, ReadOnlySpan<byte> from)
    {
        using var ungraded = no_grad();
        foreach (var target in tensors)
        {
            using var scope = NewDisposeScope();
            var length = sizeof(float) * (int)target.numel();
            target.copy_(tensor(MemoryMarshal.Cast<byte, float>(from[..length]).ToArray(), target.shape, float32));
            from = from[length..];
        }
    }
}
