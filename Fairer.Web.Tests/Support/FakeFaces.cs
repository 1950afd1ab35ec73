using Fairer.Core.Data;

namespace Fairer.Web.Tests.Support;

/// <summary>A dataset of small images, each of one colour that tells its number.</summary>
/// <param name="count">How many there are; label and subgroup alternate.</param>
/// <param name="size">The side of an image, in pixels.</param>
public sealed class FakeFaces(int count = 40, int size = 8) : IDatasetSource, IDataset, IImages
{
    public DatasetInfo Info { get; init; } = new("fake:Smiling", "Fake faces", true, "smiling", "glasses", "no glasses", "glasses", Images: true);

    /// <summary>The images that cannot be read.</summary>
    public ISet<int> Broken { get; init; } = new HashSet<int>();

    /// <summary>What reading the dataset fails with; null when it is at hand.</summary>
    public string? Fault { get; init; }

    public int Size => size;

    public IReadOnlyList<string> Skipped => [];

    public DatasetAvailability Locate(DataFolders folders) => new(AtHand: true, "memory", CanDownload: false);

    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) =>
        Fault is null ? Task.FromResult<IDataset>(this) : throw new DataException(Fault);

    public SplitData Split(int seed, DataEncoding encoding) => new ImageSplit(Info, seed, Part(0, count), Part(0, 4), Part(0, 4));

    public bool TryRead(int index, Span<byte> pixels)
    {
        pixels.Fill((byte)index);
        return !Broken.Contains(index);
    }

    // The places in a split are not the numbers of the images.
    private ImageRows Part(int from, int to)
    {
        int[] indices = [.. Enumerable.Range(from, to - from).Reverse()];
        return new ImageRows(this, indices, [.. indices.Select(index => (byte)(index % 2))], [.. indices.Select(index => (byte)(index / 2 % 2))]);
    }
}
