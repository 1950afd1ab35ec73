using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Images.CelebA;
using Fairer.Core.Data.Images.Jpeg;
using SkiaSharp;

namespace Fairer.Core.Tests.Data.Images;

/// <summary>A folder laid out as CelebA's, with a few small images of one colour each.</summary>
internal sealed class SmallCelebA : IDisposable
{
    public const int Count = 60;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the folder.</summary>
    /// <param name="under">Where in the data folder the files are; the folder itself for "".</param>
    /// <param name="csv">Whether the lists are as Kaggle has them.</param>
    /// <param name="images">The folder of the images.</param>
    /// <param name="without">Images that are not written, by their number from 1.</param>
    public SmallCelebA(string under = "celeba", bool csv = false, string images = "img_align_celeba", params int[] without)
    {
        Root = Path.GetFullPath(Path.Combine(Data, under));
        Images = Path.Combine(Root, images);
        Directory.CreateDirectory(Images);
        foreach (var number in Enumerable.Range(1, Count).Except(without))
            WriteImage(number);

        var extension = csv ? "csv" : "txt";
        (AttributesFile, PartitionFile) = (Path.Combine(Root, $"list_attr_celeba.{extension}"), Path.Combine(Root, $"list_eval_partition.{extension}"));
        var (attributes, partition) = (new StringBuilder(), new StringBuilder());
        var names = CelebAAttributes.All;
        attributes.Append(csv ? $"image_id,{string.Join(',', names)}\n" : $"{Count}\n{string.Join(' ', names)} \n");
        partition.Append(csv ? "image_id,partition\n" : "");
        foreach (var number in Enumerable.Range(1, Count))
        {
            var values = names.Select(name => Has(number, name) ? "1" : "-1");
            attributes.Append(csv
                ? $"{Name(number)},{string.Join(',', values)}\n"
                : $"{Name(number)} {string.Join(' ', values.Select(value => value.PadLeft(2)))}\n");
            partition.Append(csv ? $"{Name(number)},{Part(number)}\n" : $"{Name(number)} {Part(number)}\n");
        }

        File.WriteAllText(AttributesFile, attributes.ToString());
        File.WriteAllText(PartitionFile, partition.ToString());
    }

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(_folder.Path, "data");

    /// <summary>The app's own data folder.</summary>
    public string Own => Path.Combine(_folder.Path, "own");

    public string Root { get; }

    public string Images { get; }

    public string AttributesFile { get; }

    public string PartitionFile { get; }

    public DataFolders Folders => new([Data], Own);

    public static string Name(int number) => $"{number:000000}.jpg";

    /// <summary>The first 40 train, ten each validate and test.</summary>
    public static int Part(int number) => number <= 40 ? 0 : number <= 50 ? 1 : 2;

    public static bool Has(int number, string attribute) => attribute switch
    {
        "Wavy_Hair" => number % 2 == 0,
        "Male" => number % 3 == 0,
        "Young" => number % 5 == 0,
        _ => number % 7 == 0,
    };

    /// <summary>An image's colour.</summary>
    public static (byte R, byte G, byte B) Colour(int number) => ((byte)(4 * number), (byte)(250 - (4 * number)), (byte)(100 + number));

    public string PathOf(int number) => Path.Combine(Images, Name(number));

    /// <summary>Skips the test where images cannot be decoded.</summary>
    public static void RequireDecoder()
    {
        if (TurboJpeg.Fault is { } missing)
            Assert.Skip(missing);
    }

    public void WriteImage(int number, int width = 30, int height = 40)
    {
        var (r, g, b) = Colour(number);
        File.WriteAllBytes(PathOf(number), Jpeg(width, height, (_, _) => new SKColor(r, g, b)));
    }

    public static byte[] Jpeg(int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, colour(x, y));
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        return encoded.ToArray();
    }

    public void Dispose() => _folder.Dispose();
}
