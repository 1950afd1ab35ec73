using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using Fairer.Web.Services.Images;
using Fairer.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Services;

public sealed class SampleGalleryTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_are_those_of_the_cells_samples()
    {
        var samples = (await Galleries.Of(new FakeFaces()).SamplesAsync("fake:Smiling", Now))!;

        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], samples.Cells.Select(cell => (cell.Group, cell.Label)));
        Assert.All(samples.Cells, cell => Assert.Equal(SampleGallery.PerCell, cell.Indices.Count));

        // The last image comes first in the split; its label is its lowest bit, its subgroup the next.
        foreach (var cell in samples.Cells)
        {
            foreach (var index in cell.Indices)
            {
                var colour = Decode(samples.Pictures[index]).Pixels.Distinct().Single();
                Assert.Equal((39 - index, cell.Label, cell.Group), (colour, colour % 2, colour / 2 % 2));
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_out()
    {
        var samples = (await Galleries.Of(new FakeFaces { Broken = new HashSet<int> { 39, 35 } }).SamplesAsync("fake:Smiling", Now))!;

        Assert.DoesNotContain(0, samples.Pictures.Keys);
        Assert.DoesNotContain(4, samples.Pictures.Keys);
        Assert.Equal(SampleGallery.PerCell, samples.Cells[^1].Indices.Count);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(128, 128)]
    [InlineData(129, 64)]
    [InlineData(256, 128)]
    public async Task Large_images_become_small_pictures(int size, int expected)
    {
        var samples = (await Galleries.Of(new FakeFaces(8, size)).SamplesAsync("fake:Smiling", Now))!;

        Assert.Equal(expected, Decode(samples.Pictures.First().Value).Size);
    }

    [Fact]
    public async Task Only_what_was_picked_is_served()
    {
        var gallery = Galleries.Of(new FakeFaces(count: 400));
        Assert.Null(gallery.Picture("fake:Smiling", 0));
        var samples = (await gallery.SamplesAsync("fake:Smiling", Now))!;

        Assert.NotNull(gallery.Picture("fake:Smiling", samples.Pictures.Keys.First()));
        Assert.Null(gallery.Picture("fake:Smiling", 399));
        Assert.Null(gallery.Picture("../../etc/passwd", 0));
        Assert.Null(await gallery.SamplesAsync("synthetic", Now));
    }

    [Fact]
    public async Task The_address_gives_a_picture_and_nothing_else()
    {
        await using var app = DashboardHost.Build(
            new DashboardOptions { Port = 0, Store = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) },
            services => services.AddSingleton(Galleries.Of(new FakeFaces())));
        await app.StartAsync(Now);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var samples = (await app.Services.GetRequiredService<SampleGallery>().SamplesAsync("fake:Smiling", Now))!;
        var index = samples.Pictures.Keys.First();

        using var answer = await http.GetAsync(new Uri(ImageEndpoint.Address("fake:Smiling", index), UriKind.Relative), Now);

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(samples.Pictures[index], await answer.Content.ReadAsByteArrayAsync(Now));
        Assert.Equal(["same-origin"], answer.Headers.GetValues("Cross-Origin-Resource-Policy"));
        foreach (var other in new[] { "images/fake:Smiling/9999.png", "images/adult/0.png", "images/..%2F..%2Fetc/0.png", "images/fake:Smiling/-1.png", "images/fake:Smiling/x.png" })
        {
            using var refusal = await http.GetAsync(new Uri(other, UriKind.Relative), Now);
            Assert.Equal(HttpStatusCode.NotFound, refusal.StatusCode);
        }

        await app.StopAsync(Now);
    }

    // The part of PNG that the writer uses, read back.
    private static (int Size, byte[] Pixels) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var size = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        Assert.Equal("IDAT"u8, png.AsSpan(37, 4));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        Assert.Equal(size * ((3 * size) + 1), raw.Length);

        // The end chunk's check sum is known to everybody.
        Assert.Equal([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
        return (size, [.. raw.ToArray().Where((_, i) => i % ((3 * size) + 1) != 0)]);
    }
}
