using Fairer.Core.Data.Images;
using Fairer.Core.Data.Images.Jpeg;
using SkiaSharp;

namespace Fairer.Core.Tests.Data.Images;

/// <summary>Decoding, and the cache of what is decoded.</summary>
public sealed class ImageFilesTests : IDisposable
{
    private const int Size = 20;

    private readonly SmallCelebA _made = new();
    private readonly string _cache;
    private readonly string[] _names = [.. Enumerable.Range(1, SmallCelebA.Count).Select(SmallCelebA.Name)];

    public ImageFilesTests() => _cache = Path.Combine(_made.Own, "image-cache");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Decoded_pixels_are_those_of_the_picture()
    {
        SmallCelebA.RequireDecoder();
        static SKColor Colour(int x, int y) => new((byte)(20 + x), (byte)(30 + y), (byte)(200 - x));
        var jpeg = SmallCelebA.Jpeg(178, 218, Colour);
        using var reader = new JpegReader();
        foreach (var size in new[] { 16, 40, 64, 300 })
        {
            var pixels = new byte[3 * size * size];
            Assert.Null(reader.Decode(jpeg, size, pixels));
            for (var at = 0; at < size * size; at++)
            {
                // A slope stays that slope at any size; JPEG adds its own noise, and the border has no more to average.
                var (x, y) = (Math.Clamp((at % size + 0.5) * 178 / size, 0.5, 177.5) - 0.5, Math.Clamp((at / size + 0.5) * 218 / size, 0.5, 217.5) - 0.5);
                var border = 4 + (218.0 / size / 4);
                Assert.Equal(20 + x, pixels[at], border);
                Assert.Equal(30 + y, pixels[at + (size * size)], border);
                Assert.Equal(200 - x, pixels[at + (2 * size * size)], border);
            }
        }
    }

    [Fact]
    public void A_grey_picture_is_read_as_three_planes()
    {
        SmallCelebA.RequireDecoder();
        using var grey = new SKBitmap(32, 32, SKColorType.Gray8, SKAlphaType.Opaque);
        grey.Erase(new SKColor(90, 90, 90));
        using var reader = new JpegReader();
        var pixels = new byte[3 * 16 * 16];
        Assert.Null(reader.Decode(grey.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray(), 16, pixels));
        Assert.All(pixels, value => Assert.Equal(90, value, 2.0));
    }

    [Fact]
    public async Task What_was_decoded_once_is_not_decoded_again()
    {
        SmallCelebA.RequireDecoder();
        var first = ReadAll(Files());
        await SpoilPicturesAsync();
        Assert.Equal(first, ReadAll(Files()));
    }

    [Fact]
    public async Task Also_by_a_process_that_opened_the_cache_before()
    {
        SmallCelebA.RequireDecoder();
        using var early = Files();
        var first = ReadAll(Files());
        await SpoilPicturesAsync();
        Assert.Equal(first, ReadAll(early));
    }

    [Fact]
    public async Task What_was_read_is_in_the_file_within_seconds_without_anybody_closing_it()
    {
        SmallCelebA.RequireDecoder();
        using var open = Files();
        var pixels = new byte[3 * Size * Size];
        Assert.True(open.TryRead(0, pixels));
        await SpoilPicturesAsync();
        var found = false;
        for (var trial = 0; trial < 200 && !found; trial++)
        {
            await Task.Delay(100, Cancellation);
            using var other = Files();
            found = other.TryRead(0, pixels);
        }

        Assert.True(found);
    }

    [Fact]
    public async Task A_picture_that_was_replaced_is_read_anew_and_the_others_are_not()
    {
        SmallCelebA.RequireDecoder();
        ReadAll(Files());
        await SpoilPicturesAsync();
        File.WriteAllBytes(_made.PathOf(7), SmallCelebA.Jpeg(30, 40, (_, _) => new SKColor(9, 9, 9)));
        using var files = Files();
        var pixels = new byte[3 * Size * Size];
        Assert.True(files.TryRead(6, pixels));
        Assert.All(pixels, value => Assert.Equal(9, value, 2.0));
        Assert.True(files.TryRead(7, pixels));
        Assert.Equal(SmallCelebA.Colour(8).G, pixels[Size * Size], 3.0);
    }

    [Fact]
    public async Task A_cache_of_other_names_another_size_or_version_or_one_cut_off_is_not_used()
    {
        SmallCelebA.RequireDecoder();
        ReadAll(Files());
        var path = ImageCache.PathOf(_cache, _made.Images, Size);
        var whole = await File.ReadAllBytesAsync(path, Cancellation);
        await SpoilPicturesAsync();

        using (var other = new ImageFiles("Small", Look([.. _names.Reverse()]), Size, _cache))
            Assert.False(other.TryRead(0, new byte[3 * Size * Size]));
        await RestoreAsync();
        using (var larger = new ImageFiles("Small", Look(_names), Size + 1, _cache))
            Assert.False(larger.TryRead(0, new byte[3 * (Size + 1) * (Size + 1)]));
        await RestoreAsync([.. whole[..14], (byte)'2', .. whole[15..]]);
        AssertUnknown();
        await RestoreAsync(whole[..^1]);
        AssertUnknown();
        await RestoreAsync([]);
        AssertUnknown();

        // And the file itself is still good.
        await RestoreAsync();
        using var same = Files();
        Assert.True(same.TryRead(0, new byte[3 * Size * Size]));

        void AssertUnknown()
        {
            using var files = Files();
            Assert.False(files.TryRead(0, new byte[3 * Size * Size]));
            Assert.Null(files.Remark);
        }

        async Task RestoreAsync(byte[]? bytes = null) => await File.WriteAllBytesAsync(path, bytes ?? whole, Cancellation);
    }

    [Fact]
    public void Pixels_whose_stamp_never_reached_the_disk_are_not_trusted()
    {
        SmallCelebA.RequireDecoder();
        var stamps = Look(_names).Stamps;
        var pixels = new byte[3 * Size * Size];
        using var open = ImageCache.Open(_cache, _made.Images, _names, Size);
        open.Write(4, stamps[4], pixels);
        using (var killed = ImageCache.Open(_cache, _made.Images, _names, Size))
            Assert.False(killed.TryRead(4, stamps[4], pixels));
        open.Flush();
        using var later = ImageCache.Open(_cache, _made.Images, _names, Size);
        Assert.True(later.TryRead(4, stamps[4], pixels));
        Assert.False(later.TryRead(4, stamps[4] + 2, pixels));
    }

    [Fact]
    public void Without_room_it_works_and_says_so()
    {
        SmallCelebA.RequireDecoder();
        using var files = new ImageFiles("Small", Look(_names), Size, _cache, _ => (1L << 30) + 1000);
        ReadAll(files);
        Assert.Equal(
            $"Decoded images are not kept, so that every epoch decodes them anew and is slower: 0.0 GB are needed in {_cache}, and 0.0 GB are free. " +
            "Make room or choose a smaller image size.",
            files.Remark);
        Assert.False(File.Exists(ImageCache.PathOf(_cache, _made.Images, Size)));
    }

    [Fact]
    public void A_whole_cache_needs_no_more_room()
    {
        SmallCelebA.RequireDecoder();
        ReadAll(Files());
        using var files = new ImageFiles("Small", Look(_names), Size, _cache, _ => 1L << 30);
        Assert.Null(files.Remark);
    }

    [Fact]
    public void Where_the_folder_cannot_be_made_it_works_and_says_so()
    {
        SmallCelebA.RequireDecoder();
        Directory.CreateDirectory(_made.Own);
        File.WriteAllText(_cache, "a file where a folder belongs");
        using var files = Files();
        ReadAll(files);
        Assert.StartsWith("Decoded images are not kept, so that every epoch decodes them anew and is slower: ", files.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_takes_room_only_for_what_was_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How much room a file takes is asked for in Linux's way.");
        using var cache = ImageCache.Open(_cache, _made.Images, _names, 1024);
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("du", ["-k", _cache]) { RedirectStandardOutput = true })!;
        var kilobytes = int.Parse(stat.StandardOutput.ReadToEnd().Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(new FileInfo(ImageCache.PathOf(_cache, _made.Images, 1024)).Length > 180_000_000);
        Assert.InRange(kilobytes, 0, 1000);
    }

    [Fact]
    public void Several_threads_and_two_openers_read_the_same()
    {
        SmallCelebA.RequireDecoder();
        using var one = Files();
        using var other = Files();
        Parallel.For(0, 20 * SmallCelebA.Count, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancellation }, i =>
        {
            var number = (i * 7 % SmallCelebA.Count) + 1;
            var pixels = new byte[3 * Size * Size];
            Assert.True((i % 2 == 0 ? one : other).TryRead(number - 1, pixels));
            Assert.Equal(SmallCelebA.Colour(number).R, pixels[0], 3.0);
        });
    }

    [Fact]
    public void Nothing_is_allocated_for_what_is_kept()
    {
        SmallCelebA.RequireDecoder();
        using var files = Files();
        var pixels = new byte[3 * Size * Size];
        files.TryRead(0, pixels);
        files.TryRead(0, pixels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            files.TryRead(0, pixels);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public void Dispose() => _made.Dispose();

    private ImageFolder Look(IReadOnlyList<string> names) => ImageFolder.Look(_made.Images, names, Cancellation);

    private ImageFiles Files() => new("Small", Look(_names), Size, _cache);

    /// <summary>Reads all and closes.</summary>
    private static byte[][] ReadAll(ImageFiles files)
    {
        using (files)
        {
            return [.. Enumerable.Range(0, SmallCelebA.Count).Select(index =>
            {
                var pixels = new byte[3 * Size * Size];
                Assert.True(files.TryRead(index, pixels));
                return pixels;
            })];
        }
    }

    /// <summary>Makes the pictures unreadable without anybody seeing it by their length and time.</summary>
    private async Task SpoilPicturesAsync()
    {
        foreach (var path in Directory.GetFiles(_made.Images))
        {
            var (time, length) = (File.GetLastWriteTimeUtc(path), new FileInfo(path).Length);
            await File.WriteAllBytesAsync(path, new byte[length], Cancellation);
            File.SetLastWriteTimeUtc(path, time);
        }
    }
}
