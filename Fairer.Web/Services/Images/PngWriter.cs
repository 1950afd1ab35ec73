using System.Buffers.Binary;
using System.IO.Compression;

namespace Fairer.Web.Services.Images;

/// <summary>Writes small pictures as PNG (ISO/IEC 15948): eight bits a channel, no filter, no palette.</summary>
internal static class PngWriter
{
    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(value =>
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return crc;
    })];

    /// <summary>Writes a square picture.</summary>
    /// <param name="planes"><c>[3, size, size]</c>: the red, the green and the blue plane.</param>
    /// <param name="size">The side, in pixels.</param>
    public static byte[] Write(ReadOnlySpan<byte> planes, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, 3 * size * size);
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        (header[8], header[9]) = (8, 2); // bits a channel; red, green, blue
        Chunk(png, "IHDR"u8, header);

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + (3 * size)]; // 0: no filter
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    for (var channel = 0; channel < 3; channel++)
                    {
                        line[1 + (3 * x) + channel] = planes[(((channel * size) + y) * size) + x];
                    }
                }

                zlib.Write(line);
            }
        }

        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(name);
        png.Write(content);
        var crc = uint.MaxValue;
        foreach (var part in name)
        {
            crc = Crc[(crc ^ part) & 0xFF] ^ (crc >> 8);
        }

        foreach (var part in content)
        {
            crc = Crc[(crc ^ part) & 0xFF] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        png.Write(number);
    }
}
