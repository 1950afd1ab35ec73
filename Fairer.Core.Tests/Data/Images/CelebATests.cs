using Fairer.Core.Data;
using Fairer.Core.Data.Images.CelebA;
using Fairer.Core.Data.Images.Jpeg;
using SkiaSharp;

namespace Fairer.Core.Tests.Data.Images;

public sealed class CelebATests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", false, "img_align_celeba")]
    [InlineData("celeba", false, "img_align_celeba")]
    [InlineData("CelebA", true, "img_align_celeba")]
    [InlineData("celeba", true, "img_align_celeba/img_align_celeba")]
    [InlineData("celeba", false, "Img/img_align_celeba")]
    public async Task Every_layout_is_read(string under, bool csv, string images)
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(under, csv, images);
        var source = new KnownDatasets(made.Folders).Get("celeba:Wavy_Hair");
        Assert.Equal(new DatasetAvailability(true, made.Root, false), source.Locate(made.Folders));

        var split = await SplitAsync(made, "celeba:Wavy_Hair", size: 16);
        Assert.Equal(new DatasetInfo("celeba:Wavy_Hair", "CelebA (wavy hair, by male)", false, "wavy hair", "male", "not male", "male", true), split.Dataset);
        Assert.Equal([Enumerable.Range(0, 40), Enumerable.Range(40, 10), Enumerable.Range(50, 10)], Parts(split).Select(part => part.Indices));
        foreach (var part in Parts(split))
        {
            Assert.All(part.Indices, (index, row) =>
            {
                Assert.Equal(SmallCelebA.Has(index + 1, "Wavy_Hair") ? 1 : 0, part.Labels[row]);
                Assert.Equal(SmallCelebA.Has(index + 1, "Male") ? 1 : 0, part.Groups[row]);
            });
        }

        AssertImage(split.Train.Images, 12);
    }

    [Fact]
    public async Task The_partition_is_the_official_one_whatever_the_seed_and_the_size_is_256()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA();
        var dataset = await DatasetCatalogue.Get("celeba:Smiling").LoadAsync(made.Folders, Cancellation);
        var (one, other) = ((ImageSplit)dataset.Split(1, new DataEncoding()), (ImageSplit)dataset.Split(2, new DataEncoding()));
        Assert.Equal(256, one.Train.Images.Size);
        Assert.Equal((1, 2), (one.Seed, other.Seed));
        Assert.Same(one.Train, other.Train);
    }

    [Theory]
    [InlineData("celeba:wavy_hair", "celeba:Wavy_Hair", "CelebA (wavy hair, by male)", "not male")]
    [InlineData("CelebA:5_O_CLOCK_SHADOW:young", "celeba:5_o_Clock_Shadow:Young", "CelebA (5 o clock shadow, by young)", "not young")]
    [InlineData("celeba:Attractive:male", "celeba:Attractive", "CelebA (attractive, by male)", "not male")]
    public void An_id_chooses_the_attributes(string id, string canonical, string name, string subgroup0)
    {
        var info = new KnownDatasets(new DataFolders([], "none")).Get(id).Info;
        Assert.Equal((canonical, name, subgroup0), (info.Id, info.Name, info.Subgroup0));
        Assert.Equal(info, DatasetCatalogue.InfoOf(canonical));
    }

    [Theory]
    [InlineData("celeba:Freckles", "CelebA has no attribute 'Freckles'; there are 5_o_Clock_Shadow, Arched_Eyebrows, Attractive, ")]
    [InlineData("celeba:Bald:Freckles", "CelebA has no attribute 'Freckles'; there are 5_o_Clock_Shadow, Arched_Eyebrows, Attractive, ")]
    [InlineData("celeba:Male", "Male cannot be both label and sensitive attribute of CelebA: write celeba:Male:OTHER with one of 5_o_Clock_Shadow, ")]
    [InlineData("celeba", "There is no dataset 'celeba'; there are adult, credit, celeba:Wavy_Hair, celeba:Attractive, celeba:Smiling, synthetic, faces.")]
    [InlineData("celeba:Bald:Young:x", "There is no dataset 'celeba:Bald:Young:x'; there are ")]
    public void An_id_that_is_none_is_refused_with_those_that_are(string id, string message) => Assert.StartsWith(
        message, Assert.Throws<DataException>(() => new KnownDatasets(new DataFolders([], "none")).Get(id)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Other_attributes_are_other_columns()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA();
        var train = (await SplitAsync(made, "celeba:Young:Wavy_Hair", 16)).Train;
        Assert.Equal(Enumerable.Range(1, 40).Select(number => SmallCelebA.Has(number, "Young")), train.Labels.Select(label => label == 1));
        Assert.Equal(Enumerable.Range(1, 40).Select(number => SmallCelebA.Has(number, "Wavy_Hair")), train.Groups.Select(group => group == 1));
    }

    [Fact]
    public async Task Where_it_is_not_the_layout_is_said()
    {
        using var folder = new TemporaryFolder();
        var folders = new DataFolders([folder.Path], Path.Combine(folder.Path, "own"));
        var source = DatasetCatalogue.Get("celeba:Wavy_Hair");
        var found = source.Locate(folders);
        Assert.Equal(
            "CelebA may not be handed on, so get it from https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html and put the folder img_align_celeba with its " +
            "images beside list_attr_celeba.txt and list_eval_partition.txt (or Kaggle's .csv files) into " +
            $"{Path.Combine(folder.Path, "own", "celeba")}, or name the folder that has them with --data or FAIRER_DATA.",
            found.Where);
        Assert.Equal((false, false), (found.AtHand, found.CanDownload));
        Assert.Equal(found.Where, (await Assert.ThrowsAsync<DataException>(() => source.LoadAsync(folders, Cancellation))).Message);

        Directory.CreateDirectory(Path.Combine(folder.Path, "celeba", "img_align_celeba"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "celeba", "list_attr_celeba.csv"), "image_id\n", Cancellation);
        Assert.Equal(
            $"{Path.Combine(folder.Path, "celeba")} has CelebA's images but not list_eval_partition.txt (nor list_eval_partition.csv), which belongs beside img_align_celeba.",
            source.Locate(folders).Where);
    }

    [Theory]
    [InlineData(false, true, 16, " 1 ", " 2 ", "line 16: column 5_o_Clock_Shadow: '2' is not 1 or -1. Get the file anew.")]
    [InlineData(false, true, 12, "000010.jpg", "../10.jpg", "line 12: '../10.jpg' is no image's name. Get the file anew.")]
    [InlineData(false, true, 13, "-1\n", "\n", "line 13: there are 39 values where 40 belong. Get the file anew.")]
    [InlineData(false, true, 1, "60", "sixty", "line 1: where the number of images belongs there is 'sixty'. Get the file anew.")]
    [InlineData(false, true, 1, "60", "61", " has 60 images where its first line says 61: it is cut off or not the original. Get it anew.")]
    [InlineData(false, true, 2, "Wavy_Hair", "Curly_Hair", "line 2: there is no column Wavy_Hair, only 5_o_Clock_Shadow, Arched_Eyebrows,")]
    [InlineData(true, true, 3, "-1\n", "x\n", "line 3: column Young: 'x' is not 1 or -1. Get the file anew.")]
    [InlineData(true, true, 1, "Male", "Female", "line 1: there is no column Male, only 5_o_Clock_Shadow, Arched_Eyebrows,")]
    [InlineData(false, false, 7, " 0", " 3", "line 7: column partition: '3' is not 0, 1 or 2. Get the file anew.")]
    [InlineData(false, false, 7, " 0", "", "line 7: there are 0 values where 1 belong. Get the file anew.")]
    [InlineData(true, false, 7, ",0", ",", "line 7: column partition: '' is not 0, 1 or 2. Get the file anew.")]
    [InlineData(false, false, 7, "000007", "000006", " names 000006.jpg twice. Get the file anew.")]
    [InlineData(false, false, 7, "000007", "000070", " does not name 000007.jpg, which ")]
    [InlineData(false, false, 60, "000060.jpg 2\n", "000060.jpg 2\n000061.jpg 2\n", " names 60 different images on 60 lines, and ")]
    public async Task A_damaged_list_is_a_fault_of_a_file_a_line_and_a_column(bool csv, bool attributes, int line, string old, string replaced, string message)
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(csv: csv);
        var path = attributes ? made.AttributesFile : made.PartitionFile;
        var lines = (await File.ReadAllTextAsync(path, Cancellation)).Split('\n')[..^1].Select(text => text + "\n").ToArray();
        var changed = lines[line - 1].LastIndexOf(old, StringComparison.Ordinal);
        Assert.True(changed >= 0, lines[line - 1]);
        // The first value, for one that is there more than once; the last one, for the line's end.
        changed = old.EndsWith('\n') ? changed : lines[line - 1].IndexOf(old, StringComparison.Ordinal);
        lines[line - 1] = lines[line - 1].Remove(changed, old.Length).Insert(changed, replaced);
        await File.WriteAllTextAsync(path, string.Concat(lines), Cancellation);

        // The label is the column that some cases damage.
        var id = message.Contains("5_o_Clock_Shadow: ", StringComparison.Ordinal) ? "celeba:5_o_Clock_Shadow"
            : message.Contains("Young: ", StringComparison.Ordinal) ? "celeba:Young" : "celeba:Wavy_Hair";
        var fault = await Assert.ThrowsAsync<DataException>(() => DatasetCatalogue.Get(id).LoadAsync(made.Folders, Cancellation));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_missing_is_left_out_and_named_and_one_that_is_damaged_when_it_is_read()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(without: [3, 42]);
        var whole = SmallCelebA.Jpeg(178, 218, (x, y) => new SKColor((byte)(x * y), (byte)(x + y), (byte)(x ^ y)));
        await File.WriteAllBytesAsync(made.PathOf(5), whole[..(whole.Length * 3 / 4)], Cancellation);
        await File.WriteAllBytesAsync(made.PathOf(9), whole[..100], Cancellation);
        await File.WriteAllBytesAsync(made.PathOf(6), [], Cancellation);
        await File.WriteAllTextAsync(made.PathOf(7), "<html>not found</html>", Cancellation);

        var split = await SplitAsync(made, "celeba:Wavy_Hair", 16);
        Assert.Equal(Enumerable.Range(0, 40).Except([2]), split.Train.Indices);
        Assert.Equal(Enumerable.Range(40, 10).Except([41]), split.Validation.Indices);
        var images = split.Train.Images;
        Assert.Equal(["000003.jpg: missing", "000042.jpg: missing"], images.Skipped);

        var pixels = new byte[3 * 16 * 16];
        foreach (var number in new[] { 5, 6, 7, 9, 5, 3 })
            Assert.False(images.TryRead(number - 1, pixels));
        Assert.Equal(6, images.Skipped.Count);
        Assert.StartsWith("000005.jpg: ", images.Skipped[2], StringComparison.Ordinal);
        Assert.Contains("Premature end", images.Skipped[2], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("000006.jpg: the file is empty", images.Skipped[3]);
        Assert.StartsWith("000007.jpg: Not a JPEG file", images.Skipped[4], StringComparison.Ordinal);
        Assert.StartsWith("000009.jpg: ", images.Skipped[5], StringComparison.Ordinal);
        AssertImage(images, 8);
    }

    [Fact]
    public async Task What_was_left_out_is_said_by_name()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(without: [3, 42]);
        var cache = new DatasetCache(made.Folders);
        Assert.Empty(cache.RemarksOn("celeba:Wavy_Hair"));
        await cache.SplitAsync("celeba:Wavy_Hair", 0, new(ImageSize: 16), Cancellation);
        Assert.Contains("Left out, since they cannot be read: 000003.jpg: missing; 000042.jpg: missing.", cache.RemarksOn("celeba:Wavy_Hair"));
        Assert.Empty(cache.RemarksOn("celeba:Smiling"));
    }

    [Fact]
    public async Task Too_many_missing_images_are_a_fault_at_once()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(without: [.. Enumerable.Range(11, 11)]);
        var fault = await Assert.ThrowsAsync<DataException>(() => SplitAsync(made, "celeba:Wavy_Hair", 16));
        Assert.Equal(
            $"11 of the 60 images of CelebA (wavy hair, by male) in {made.Images} cannot be read, where up to 10 would be left out: 000011.jpg: missing; " +
            "000012.jpg: missing; 000013.jpg: missing; 000014.jpg: missing; 000015.jpg: missing; …. Unpack the images anew into that folder.",
            fault.Message);

        // Once they are there it works, without a new start.
        foreach (var number in Enumerable.Range(11, 11))
            made.WriteImage(number);
        Assert.Equal(40, (await SplitAsync(made, "celeba:Wavy_Hair", 16)).Train.Count);
    }

    [Fact]
    public async Task Too_many_damaged_images_are_a_fault_when_they_are_found()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(without: [1, 2]);
        foreach (var number in Enumerable.Range(10, 10))
            await File.WriteAllTextAsync(made.PathOf(number), "damaged", Cancellation);
        var images = (await SplitAsync(made, "celeba:Wavy_Hair", 16)).Train.Images;
        var pixels = new byte[3 * 16 * 16];
        foreach (var number in Enumerable.Range(10, 8))
            Assert.False(images.TryRead(number - 1, pixels));
        var fault = Assert.Throws<DataException>(() => images.TryRead(18 - 1, pixels));
        Assert.StartsWith("11 of the 60 images of CelebA (wavy hair, by male) in ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("000001.jpg: missing; 000002.jpg: missing; 000010.jpg: Not a JPEG file", fault.Message, StringComparison.Ordinal);

        // Also for whoever asks next, about any of them.
        Assert.Throws<DataException>(() => images.TryRead(10 - 1, pixels));
    }

    [Fact]
    public async Task A_part_without_images_is_a_fault()
    {
        SmallCelebA.RequireDecoder();
        using var made = new SmallCelebA(without: [.. Enumerable.Range(41, 10)]);
        var fault = await Assert.ThrowsAsync<DataException>(() => SplitAsync(made, "celeba:Wavy_Hair", 16));
        Assert.Equal($"No image of CelebA (wavy hair, by male)'s validation part is in {made.Images}. Unpack the images anew into that folder.", fault.Message);
    }

    [Fact]
    public void Without_the_library_one_command_is_named()
    {
        var fault = Assert.Throws<DataException>(() => TurboJpeg.Load(["libnone.so.9", "libnone"]));
        var command = OperatingSystem.IsWindows() ? "winget install libjpeg-turbo.libjpeg-turbo.VC" : OperatingSystem.IsMacOS() ? "brew install jpeg-turbo" : "apt-get install libturbojpeg0";
        Assert.Equal(
            "JPEG images cannot be read, for the library libjpeg-turbo (libnone.so.9 or libnone) is not on this machine: install it with " +
            $"'{command}', or with what your system has for it.",
            fault.Message);
    }

    [Fact]
    public async Task Loading_can_be_cancelled()
    {
        using var made = new SmallCelebA();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DatasetCatalogue.Get("celeba:Wavy_Hair").LoadAsync(made.Folders, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void There_are_the_forty_attributes() => Assert.Equal((40, 40, "Attractive", "Male", "Smiling", "Wavy_Hair"),
        (CelebAAttributes.All.Count, CelebAAttributes.All.Distinct().Count(), CelebAAttributes.All[2], CelebAAttributes.All[20], CelebAAttributes.All[31], CelebAAttributes.All[33]));

    private static async Task<ImageSplit> SplitAsync(SmallCelebA made, string id, int size) =>
        (ImageSplit)(await DatasetCatalogue.Get(id).LoadAsync(made.Folders, Cancellation)).Split(0, new DataEncoding(ImageSize: size));

    private static ImageRows[] Parts(ImageSplit split) => [split.Train, split.Validation, split.Test];

    private static void AssertImage(IImages images, int number)
    {
        var pixels = new byte[3 * images.Size * images.Size];
        Assert.True(images.TryRead(number - 1, pixels));
        var (r, g, b) = SmallCelebA.Colour(number);
        foreach (var (plane, expected) in new[] { (0, r), (1, g), (2, b) })
            Assert.All(pixels[(plane * pixels.Length / 3)..((plane + 1) * pixels.Length / 3)], value => Assert.Equal(expected, value, 3.0));
    }
}
