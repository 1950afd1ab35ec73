using System.Collections.Concurrent;
using Fairer.Core.Data;

namespace Fairer.Web.Services.Images;

/// <summary>Some images of one subgroup and label.</summary>
/// <param name="Group">The subgroup, 0 or 1.</param>
/// <param name="Label">The label, 0 or 1.</param>
/// <param name="Share">Which share of the training split is of this subgroup and label.</param>
/// <param name="Indices">The places of the images in the training split.</param>
public sealed record SampleCell(int Group, int Label, double Share, IReadOnlyList<int> Indices);

/// <summary>Some images of a dataset.</summary>
/// <param name="Dataset">What the dataset is.</param>
/// <param name="Cells">Some of each subgroup and label.</param>
/// <param name="Pictures">The images as PNG, by their places in the training split.</param>
public sealed record ImageSamples(DatasetInfo Dataset, IReadOnlyList<SampleCell> Cells, IReadOnlyDictionary<int, byte[]> Pictures);

/// <summary>Picks a few images of each dataset and keeps them as small pictures.</summary>
/// <remarks>Only these are ever shown, so that what a browser asks for costs nothing and reaches no file.</remarks>
/// <param name="find">Finds a dataset by its id.</param>
/// <param name="cache">The datasets' splits.</param>
public sealed class SampleGallery(Func<string, IDatasetSource?> find, DatasetCache cache)
{
    /// <summary>How many images of each subgroup and label are picked.</summary>
    public const int PerCell = 8;

    /// <summary>How many datasets' images are kept.</summary>
    private const int MostDatasets = 16;

    /// <summary>The greatest side of a picture, in pixels: what a strip of them shows, on a screen of twice the usual density.</summary>
    private const int MostSize = 128;

    private readonly ConcurrentDictionary<string, ImageSamples> _kept = [];

    /// <summary>What a person must know about a dataset's images, such as which were left out.</summary>
    public IReadOnlyList<string> RemarksOn(DatasetInfo dataset) => cache.RemarksOn(dataset.Id);

    /// <summary>Some images of a dataset.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The images; null where the dataset has none.</returns>
    /// <exception cref="DataException">The dataset is missing or damaged.</exception>
    public async Task<ImageSamples?> SamplesAsync(string dataset, CancellationToken cancellation)
    {
        if (find(dataset) is not { Info.Images: true } source)
        {
            return null;
        }

        if (_kept.TryGetValue(source.Version, out var kept))
        {
            return kept;
        }

        if (await cache.SplitAsync(dataset, seed: 0, new(), cancellation) is not ImageSplit split)
        {
            return null;
        }

        var samples = await Task.Run(() => Pick(split), cancellation);
        if (_kept.Count >= MostDatasets)
        {
            _kept.Clear();
        }

        return _kept[source.Version] = samples;
    }

    /// <summary>One of the images that <see cref="SamplesAsync"/> has picked, as PNG; null where it is none of them.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="index">The image's place in the training split.</param>
    public byte[]? Picture(string dataset, int index) =>
        find(dataset) is { } source && _kept.TryGetValue(source.Version, out var samples) ? samples.Pictures.GetValueOrDefault(index) : null;

    private static ImageSamples Pick(ImageSplit split)
    {
        var rows = split.Train;
        var pictures = new Dictionary<int, byte[]>();
        var cells = new List<SampleCell>();
        var pixels = new byte[3 * rows.Images.Size * rows.Images.Size];
        foreach (var (group, label) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            int[] all = [.. Enumerable.Range(0, rows.Count).Where(i => rows.Groups[i] == group && rows.Labels[i] == label)];
            var picked = new List<int>();
            foreach (var index in all)
            {
                if (picked.Count == PerCell)
                {
                    break;
                }

                if (rows.Images.TryRead(rows.Indices[index], pixels))
                {
                    picked.Add(index);
                    pictures[index] = Picture(pixels, rows.Images.Size);
                }
            }

            cells.Add(new SampleCell(group, label, rows.Count == 0 ? 0 : (double)all.Length / rows.Count, picked));
        }

        return new ImageSamples(split.Dataset, cells, pictures);
    }

    // A large image is made smaller by whole numbers of pixels, each the mean of those it stands for.
    private static byte[] Picture(ReadOnlySpan<byte> pixels, int size)
    {
        var times = (size + MostSize - 1) / MostSize;
        var side = size / times;
        var small = new byte[3 * side * side];
        for (var i = 0; i < small.Length; i++)
        {
            var (channel, y, x) = (i / (side * side), i / side % side * times, i % side * times);
            var sum = 0;
            for (var row = y; row < y + times; row++)
            {
                for (var column = x; column < x + times; column++)
                {
                    sum += pixels[(((channel * size) + row) * size) + column];
                }
            }

            small[i] = (byte)((sum + (times * times / 2)) / (times * times));
        }

        return PngWriter.Write(small, side);
    }
}
