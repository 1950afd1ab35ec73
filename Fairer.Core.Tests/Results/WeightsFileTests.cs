using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Fairer.Core.Models;
using Fairer.Core.Results;

namespace Fairer.Core.Tests.Results;

public sealed class WeightsFileTests
{
    [Fact]
    public async Task An_mlp_has_an_array_for_each_layers_weights_and_biases()
    {
        // 4 features → 3 → 2 → 1: 4·3 + 3, 3·2 + 2, 2·1 + 1 numbers.
        var arrays = await ReadAsync(MlpShape.Parse("3-2"), 26);

        Assert.Equal(["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias", "layer3.weight", "layer3.bias", "epoch"], arrays.Keys);
        Assert.Equal(["(3, 4)", "(3,)", "(2, 3)", "(2,)", "(1, 2)", "(1,)"], arrays.Values.Take(6).Select(array => array.Shape));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), arrays["layer1.weight"].Values);
        Assert.Equal([12f, 13, 14], arrays["layer1.bias"].Values);
        Assert.Equal([25f], arrays["layer3.bias"].Values);
        Assert.Equal("()", arrays["epoch"].Shape);
    }

    [Fact]
    public async Task A_convolutional_network_is_one_flat_array()
    {
        var arrays = await ReadAsync(ConvNet.AlexNet, 10);

        Assert.Equal(["parameters", "epoch"], arrays.Keys);
        Assert.Equal("(10,)", arrays["parameters"].Shape);
    }

    [Theory]
    [InlineData("3-2", 27)]
    [InlineData("3-2", 5)]
    public async Task Weights_of_another_network_are_refused(string shape, int count) =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(MlpShape.Parse(shape), count));

    private static async Task<Dictionary<string, (string Shape, float[] Values)>> ReadAsync(NetworkShape network, int count)
    {
        var weights = new byte[count * sizeof(float)];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(weights.AsSpan(i * sizeof(float)), i);
        }

        using var file = new MemoryStream();
        await WeightsFile.WriteAsync(file, network, new StoredWeights(7, weights), CancellationToken.None);
        file.Position = 0;
        using var zip = new ZipArchive(file);
        var arrays = new Dictionary<string, (string, float[])>();
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            await using (var stream = await entry.OpenAsync(CancellationToken.None))
            {
                await stream.CopyToAsync(content, CancellationToken.None);
            }

            var bytes = content.ToArray();
            Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
            var length = 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
            Assert.Equal(0, length % 64);
            var header = Encoding.ASCII.GetString(bytes, 10, length - 10);
            Assert.EndsWith("\n", header, StringComparison.Ordinal);
            var shape = header[(header.IndexOf("'shape': ", StringComparison.Ordinal) + 9)..].Split(", }")[0];
            arrays[entry.Name.Replace(".npy", "", StringComparison.Ordinal)] =
                (shape, [.. Enumerable.Range(0, (bytes.Length - length) / 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(length + (4 * i))))]);
        }

        return arrays;
    }
}
