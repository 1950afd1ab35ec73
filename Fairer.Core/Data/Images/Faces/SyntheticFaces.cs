using System.Collections.Concurrent;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Images.Faces;

/// <summary>Faces that need no file: drawn by the program, with attributes whose bias is known (docs/method.md). No face is
/// anybody's. One of the attributes is the label, another one the sensitive attribute.</summary>
/// <remarks>Ids: <c>faces</c> (smiling, by glasses), <c>faces:LABEL</c> (by glasses) and <c>faces:LABEL:SENSITIVE</c>.</remarks>
public sealed class SyntheticFaces : IDatasetSource
{
    /// <summary>What every id of this dataset begins with.</summary>
    public const string Prefix = "faces";

    /// <summary>The side of an image where nobody says otherwise, in pixels.</summary>
    public const int DefaultSize = 64;

    /// <summary>How many images there are where nobody says otherwise.</summary>
    public const int DefaultCount = 4000;

    private readonly int _count;
    private readonly FaceAttribute _label;
    private readonly FaceAttribute _sensitive;

    /// <summary>Smiling, by glasses.</summary>
    /// <param name="count">How many images; at least 10.</param>
    public SyntheticFaces(int count = DefaultCount)
        : this(FaceAttribute.Smiling, FaceAttribute.Glasses, count)
    {
    }

    private SyntheticFaces(FaceAttribute label, FaceAttribute sensitive, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 10);
        (_label, _sensitive, _count) = (label, sensitive, count);
        var natural = label == FaceAttribute.Smiling && sensitive == FaceAttribute.Glasses;
        Info = new DatasetInfo(
            natural ? Prefix : sensitive == FaceAttribute.Glasses ? $"{Prefix}:{label.Id}" : $"{Prefix}:{label.Id}:{sensitive.Id}",
            natural ? "Faces, synthetic" : $"Faces, synthetic ({label.Words}, by {sensitive.Words})",
            Synthetic: true,
            label.Words,
            sensitive.Words,
            sensitive.Without,
            sensitive.Words,
            Images: true);
    }

    /// <summary>The attributes that can be label or sensitive attribute.</summary>
    public static IReadOnlyList<string> Attributes { get; } = [.. FaceAttribute.All.Select(attribute => attribute.Id)];

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <summary>Another text for another number of images, so that a cache does not mix them up.</summary>
    public string Version => _count == DefaultCount ? Info.Id : $"{Info.Id}/{_count}";

    /// <summary>The faces with one attribute as label and another one as sensitive attribute.</summary>
    /// <param name="label">One of <see cref="Attributes"/>, in any case.</param>
    /// <param name="sensitive">Another one; glasses when left out.</param>
    /// <param name="count">How many images; at least 10.</param>
    /// <exception cref="DataException">There is no such attribute, or both are the same; the message lists those there are.</exception>
    public static SyntheticFaces Of(string label, string? sensitive = null, int count = DefaultCount)
    {
        var (chosen, by) = (Find(label), sensitive is null ? FaceAttribute.Glasses : Find(sensitive));
        return chosen != by
            ? new SyntheticFaces(chosen, by, count)
            : throw new DataException(
                $"{chosen.Id} cannot be both label and sensitive attribute of the faces: write faces:{chosen.Id}:OTHER with one of " +
                $"{string.Join(", ", Attributes.Where(id => id != chosen.Id))}.");
    }

    /// <inheritdoc/>
    public DatasetAvailability Locate(DataFolders folders) => new(true, "comes with the program", CanDownload: false);

    /// <inheritdoc/>
    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.Run<IDataset>(
        () =>
        {
            var (labels, groups) = (new byte[_count], new byte[_count]);
            for (var i = 0; i < _count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var face = Face.Of(i);
                labels[i] = _label.IsOn(face) ? (byte)1 : (byte)0;
                groups[i] = _sensitive.IsOn(face) ? (byte)1 : (byte)0;
            }

            return new Dataset(Info, labels, groups);
        },
        cancellation);

    private static FaceAttribute Find(string id) =>
        FaceAttribute.All.FirstOrDefault(attribute => string.Equals(attribute.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataException($"The faces have no attribute '{id}'; there are {string.Join(", ", Attributes)}.");

    private sealed class Dataset(DatasetInfo info, byte[] labels, byte[] groups) : IDataset
    {
        // Splits of all seeds share the images.
        private readonly ConcurrentDictionary<int, FaceImages> _images = [];

        public DatasetInfo Info => info;

        public SplitData Split(int seed, DataEncoding encoding)
        {
            var size = ImageSizes.Of(info, encoding, DefaultSize);
            var images = _images.GetOrAdd(size, side => new FaceImages(labels.Length, side));
            var rows = RowSplit.Shuffled(labels.Length, labels.Length * 6 / 10, labels.Length * 2 / 10, seed);
            return new ImageSplit(info, seed, Part(images, rows.Train), Part(images, rows.Validation), Part(images, rows.Test));
        }

        private ImageRows Part(FaceImages images, int[] rows) =>
            new(images, rows, [.. rows.Select(row => labels[row])], [.. rows.Select(row => groups[row])]);
    }
}
