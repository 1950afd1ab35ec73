using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Fairer.Core.Models;
using Fairer.Core.Training;

namespace Fairer.Core.Results;

/// <summary>Writes a stored network as NumPy reads it: an <c>.npz</c> file, which is a zip of one <c>.npy</c> file an
/// array (docs/method.md).</summary>
/// <remarks>
/// An MLP has the arrays <c>layer1.weight [out, in]</c>, <c>layer1.bias [out]</c>, <c>layer2.weight</c>, … from the first
/// hidden layer to the output; a convolutional network has one flat array <c>parameters</c> in the order of
/// <see cref="RunCheckpoint.Weights"/>. All are float32. <c>epoch</c> is the epoch after which the network was like this.
/// </remarks>
public static class WeightsFile
{
    // The header's length field has two bytes; what precedes the data is a multiple of 64 bytes long.
    private const int Preamble = 10;
    private const int Alignment = 64;

    /// <summary>Writes a network.</summary>
    /// <param name="target">Takes the file; it need not be seekable.</param>
    /// <param name="network">The network's shape.</param>
    /// <param name="stored">Its weights.</param>
    /// <param name="cancellation">Stops between arrays.</param>
    /// <exception cref="FormatException">The weights are not those of such a network.</exception>
    public static async Task WriteAsync(Stream target, NetworkShape network, StoredWeights stored, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var arrays = Arrays(network, stored.Weights);
        await using var zip = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
        foreach (var (name, shape, data) in arrays)
        {
            await AddAsync(zip, name, "<f4", shape, data, cancellation);
        }

        var epoch = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(epoch, stored.Epoch);
        await AddAsync(zip, "epoch", "<i4", [], epoch, cancellation);
    }

    private static async Task AddAsync(ZipArchive zip, string name, string type, IReadOnlyList<int> shape, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        await using var entry = await zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression).OpenAsync(cancellation);
        await entry.WriteAsync(Header(type, shape), cancellation);
        await entry.WriteAsync(data, cancellation);
    }

    // The format's version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
    private static byte[] Header(string type, IReadOnlyList<int> shape)
    {
        var sides = string.Join(", ", shape.Select(side => side.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sides}{(shape.Count == 1 ? "," : "")}), }}";
        var length = (Preamble + text.Length + Alignment) / Alignment * Alignment;
        var header = new byte[length];
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - Preamble));
        Encoding.ASCII.GetBytes(text.PadRight(length - Preamble - 1) + "\n").CopyTo(header, Preamble);
        return header;
    }

    private static List<(string Name, int[] Shape, ReadOnlyMemory<byte> Data)> Arrays(NetworkShape network, byte[] weights)
    {
        if (weights.Length % sizeof(float) != 0)
        {
            throw new FormatException("The stored weights are not whole float32 numbers.");
        }

        var count = weights.Length / sizeof(float);
        if (network is not MlpShape mlp)
        {
            return [("parameters", [count], weights)];
        }

        var layout = new MlpLayout(InputsOf(mlp, count), mlp);
        var arrays = new List<(string Name, int[] Shape, ReadOnlyMemory<byte> Data)>();
        foreach (var (layer, index) in layout.Layers.Select((layer, index) => (layer, index + 1)))
        {
            arrays.Add(($"layer{index}.weight", [layer.Outputs, layer.Inputs], Numbers(layer.Weights, layer.WeightCount)));
            arrays.Add(($"layer{index}.bias", [layer.Outputs], Numbers(layer.Biases, layer.Outputs)));
        }

        return arrays;

        ReadOnlyMemory<byte> Numbers(int first, int length) => weights.AsMemory(first * sizeof(float), length * sizeof(float));
    }

    // The first layer's weights are what the rest of the network leaves.
    private static int InputsOf(MlpShape mlp, int count)
    {
        var width = mlp.Widths[0];
        var (inputs, rest) = Math.DivRem(count - mlp.ParameterCount(0), width);
        return rest == 0 && inputs > 0
            ? (int)inputs
            : throw new FormatException($"{count} stored numbers are not the weights of an MLP {mlp}.");
    }
}
