using System.Collections.Concurrent;
using Fairer.Core.Data.Images.Jpeg;

namespace Fairer.Core.Data.Images.CelebA;

/// <summary>CelebA (Liu et al. 2015), aligned and cropped: 202,599 photographs with 40 attributes, one of which is the label
/// and one the sensitive attribute. Its official partition, whatever the seed.</summary>
/// <remarks>Ids: <c>celeba:LABEL</c> (by male) and <c>celeba:LABEL:SENSITIVE</c>. Nobody may hand it on, so the program cannot
/// download it.</remarks>
public sealed class CelebADataset : IDatasetSource
{
    /// <summary>What every id of this dataset begins with.</summary>
    public const string Prefix = "celeba";

    /// <summary>The side of an image where nobody says otherwise, in pixels: the paper's.</summary>
    public const int DefaultSize = 256;

    private const string Male = "Male";

    private readonly string _label;
    private readonly string _sensitive;

    private CelebADataset(string label, string sensitive)
    {
        (_label, _sensitive) = (label, sensitive);
        var (predicts, by) = (CelebAAttributes.Words(label), CelebAAttributes.Words(sensitive));
        Info = new DatasetInfo(
            sensitive == Male ? $"{Prefix}:{label}" : $"{Prefix}:{label}:{sensitive}",
            $"CelebA ({predicts}, by {by})",
            Synthetic: false,
            predicts,
            by,
            $"not {by}",
            by,
            Images: true);
    }

    /// <summary>The attributes that can be label or sensitive attribute.</summary>
    public static IReadOnlyList<string> Attributes => CelebAAttributes.All;

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>CelebA with one attribute as label and another one as sensitive attribute.</summary>
    /// <param name="label">One of <see cref="Attributes"/>, in any case.</param>
    /// <param name="sensitive">Another one; <c>Male</c> when left out.</param>
    /// <exception cref="DataException">There is no such attribute, or both are the same; the message lists those there are.</exception>
    public static CelebADataset Of(string label, string? sensitive = null)
    {
        var (chosen, by) = (CelebAAttributes.Find(label), CelebAAttributes.Find(sensitive ?? Male));
        return chosen != by
            ? new CelebADataset(chosen, by)
            : throw new DataException(
                $"{chosen} cannot be both label and sensitive attribute of CelebA: write {Prefix}:{chosen}:OTHER with one of " +
                $"{string.Join(", ", Attributes.Where(name => name != chosen))}.");
    }

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        return CelebAFolder.Find(folders, out var fault) is not { } found
            ? new DatasetAvailability(false, fault!, CanDownload: false)
            : TurboJpeg.Fault is { } missing
            ? new DatasetAvailability(false, missing, CanDownload: false)
            : new DatasetAvailability(true, found.Root, CanDownload: false);
    }

    /// <inheritdoc/>
    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.Run<IDataset>(
        () =>
        {
            var found = CelebAFolder.Find(folders, out var fault) ?? throw new DataException(fault!);
            _ = TurboJpeg.Shared;
            var attributes = CelebATable.ReadAttributes(found.Attributes, [_label, _sensitive], cancellation);
            var partition = Partition(found, attributes.Names, CelebATable.ReadPartition(found.Partition, cancellation));
            var files = ImageFolder.Look(found.Images, attributes.Names, cancellation);
            return new Dataset(
                Info, files, Bits(attributes.Columns[0]), Bits(attributes.Columns[1]), partition, Path.Combine(folders.Download, "image-cache"));
        },
        cancellation);

    private static byte[] Bits(sbyte[] values) => [.. values.Select(value => value > 0 ? (byte)1 : (byte)0)];

    /// <summary>The part of each image, in the order of the list of attributes.</summary>
    private static sbyte[] Partition(CelebAFolder folder, string[] names, CelebATable partition)
    {
        var parts = new Dictionary<string, sbyte>(partition.Names.Length, StringComparer.Ordinal);
        for (var i = 0; i < partition.Names.Length; i++)
        {
            if (!parts.TryAdd(partition.Names[i], partition.Columns[0][i]))
                throw new DataException($"{folder.Partition} names {partition.Names[i]} twice. Get the file anew.");
        }

        if (names.FirstOrDefault(name => !parts.ContainsKey(name)) is { } missing)
            throw new DataException($"{folder.Partition} does not name {missing}, which {folder.Attributes} has. Get both files anew.");
        if (names.Distinct().Count() is var distinct && (distinct != names.Length || distinct != parts.Count))
        {
            throw new DataException(
                $"{folder.Attributes} names {distinct:N0} different images on {names.Length:N0} lines, and {folder.Partition} {parts.Count:N0}. Get both files anew.");
        }

        return [.. names.Select(name => parts[name])];
    }

    private sealed class Dataset(
        DatasetInfo info, ImageFolder folder, byte[] labels, byte[] groups, sbyte[] partition, string cacheFolder) : IDataset
    {
        private static readonly string[] Parts = ["train", "validation", "test"];

        // Splits of all seeds share the images and the parts. A failure is not kept.
        private readonly ConcurrentDictionary<int, Lazy<ImageRows[]>> _parts = [];

        public DatasetInfo Info => info;

        public SplitData Split(int seed, DataEncoding encoding)
        {
            var size = ImageSizes.Of(info, encoding, DefaultSize);
            var parts = _parts.GetOrAdd(
                size, side => new Lazy<ImageRows[]>(() => PartsOf(side), LazyThreadSafetyMode.ExecutionAndPublication));
            try
            {
                return new ImageSplit(info, seed, parts.Value[0], parts.Value[1], parts.Value[2]);
            }
            catch (DataException)
            {
                _parts.TryRemove(new(size, parts));
                throw;
            }
        }

        private ImageRows[] PartsOf(int size)
        {
            var images = new ImageFiles(info.Name, folder, size, cacheFolder);
            return [.. Enumerable.Range(0, Parts.Length).Select(part => Part(images, part))];
        }

        private ImageRows Part(ImageFiles images, int part)
        {
            int[] indices = [.. Enumerable.Range(0, partition.Length).Where(i => partition[i] == part && images.IsThere(i))];
            return indices.Length > 0
                ? new ImageRows(images, indices, [.. indices.Select(i => labels[i])], [.. indices.Select(i => groups[i])])
                : throw new DataException($"No image of {info.Name}'s {Parts[part]} part is in {folder.Path}. Unpack the images anew into that folder.");
        }
    }
}
