using System.Security.Cryptography;
using Fairer.Core.Data.Images;

namespace Fairer.Core.Tests.Data.Images;

public sealed class SquareResizeTests
{
    [Theory]
    [InlineData(178, 218, 64, "DDC387C0F6923F96")]
    [InlineData(178, 218, 256, "23C75B1CCD5E3C66")]
    [InlineData(7, 5, 16, "6CE39664D3C56156")]
    [InlineData(33, 200, 17, "7937307AEB726831")]
    [InlineData(64, 64, 64, "69496309C3DE4282")]
    [InlineData(1, 3, 20, "5F1C1C51E8982C34")]
    public void Gives_the_very_bytes_of_Pillow(int width, int height, int size, string digest)
    {
        // The digests are of Image.resize((s, s), BILINEAR) in Pillow 9.4 on the picture that Picture makes.
        var pixels = Resized(Picture(width, height), width, height, size);
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(pixels))[..16]);
    }

    [Theory]
    [InlineData(178, 218, 64)]
    [InlineData(178, 218, 256)]
    [InlineData(11, 90, 37)]
    [InlineData(90, 11, 16)]
    public void Is_a_triangle_filter_as_wide_as_the_step(int width, int height, int size)
    {
        var rgb = Picture(width, height);
        var pixels = Resized(rgb, width, height, size);
        foreach (var (plane, row, column) in new[] { (0, 0, 0), (1, size / 3, size / 2), (2, size - 1, size - 1), (0, size / 2, 1) })
        {
            // Straight from the definition, in one pass and with real numbers: two roundings of up to a half apart.
            var (sum, weights) = (0.0, 0.0);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var weight = Triangle(x, column, width) * Triangle(y, row, height);
                    (sum, weights) = (sum + (weight * rgb[(3 * ((y * width) + x)) + plane]), weights + weight);
                }
            }

            Assert.Equal(sum / weights, pixels[(((plane * size) + row) * size) + column], tolerance: 1.01);
        }

        double Triangle(int from, int to, int side)
        {
            var scale = (double)side / size;
            return Math.Max(0, 1 - (Math.Abs(from + 0.5 - ((to + 0.5) * scale)) / Math.Max(1, scale)));
        }
    }

    [Fact]
    public void One_size_after_another_is_not_disturbed()
    {
        var resize = new SquareResize();
        foreach (var (width, height, size) in new[] { (90, 70, 64), (20, 10, 16), (178, 218, 96) })
        {
            var pixels = new byte[3 * size * size];
            resize.Run(Picture(width, height), width, height, size, pixels);
            Assert.Equal(Resized(Picture(width, height), width, height, size), pixels);
        }
    }

    private static byte[] Resized(byte[] rgb, int width, int height, int size)
    {
        var pixels = new byte[3 * size * size];
        new SquareResize().Run(rgb, width, height, size, pixels);
        return pixels;
    }

    private static byte[] Picture(int width, int height) =>
    [
        .. from y in Enumerable.Range(0, height)
           from x in Enumerable.Range(0, width)
           from c in Enumerable.Range(0, 3)
           select (byte)((x * 37) + (y * 59) + (c * 83) + (x * y * (c + 1) * 7)),
    ];
}
