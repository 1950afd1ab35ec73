using Fairer.Core.Data;

namespace Fairer.Core.Tests.Training;

/// <summary>A small made-up split whose label depends on its features and, unfairly, on the subgroup.</summary>
internal static class SmallTable
{
    public static TableSplit Split(int seed, int rows = 600, Func<int, int, bool>? keep = null)
    {
        var info = new DatasetInfo("small", "Small table", Synthetic: true, "label", "side", "left", "right");
        return new TableSplit(
            info,
            seed,
            ["a", "b", "c", "d", "e"],
            Rows(seed, 0, rows, keep),
            Rows(seed, 1, rows / 3, null),
            Rows(seed, 2, rows / 3, null));
    }

    /// <summary>The same with three one-hot columns instead of each number: rows that the engine codes.</summary>
    public static TableSplit Coarse(TableSplit split)
    {
        return new TableSplit(
            split.Dataset,
            split.Seed,
            [.. split.FeatureNames.SelectMany(name => new[] { $"{name} low", $"{name} middle", $"{name} high" })],
            Thirds(split.Train),
            Thirds(split.Validation),
            Thirds(split.Test));

        static EncodedRows Thirds(EncodedRows rows) => new(
            [.. rows.Features.SelectMany(value => new float[] { value < -0.3 ? 1 : 0, value is >= -0.3f and < 0.4f ? 1 : 0, value >= 0.4 ? 1 : 0 })],
            rows.Labels,
            rows.Groups,
            3 * rows.Width);
    }

    private static EncodedRows Rows(int seed, int part, int count, Func<int, int, bool>? keep)
    {
        var random = new SeededRandom(seed, RandomPurpose.Synthesis, part);
        var features = new List<float>();
        var (labels, groups) = (new List<byte>(), new List<byte>());
        while (labels.Count < count)
        {
            var group = random.NextInt(2);
            var row = new float[5];
            foreach (ref var value in row.AsSpan())
            {
                value = (float)((2 * random.NextDouble()) - 1 + (0.3 * group));
            }

            var label = row[0] + row[1] - (0.5 * row[2]) + (0.4 * group) + random.NextDouble() > 0.9 ? 1 : 0;
            if (keep is null || keep(group, label))
            {
                features.AddRange(row);
                labels.Add((byte)label);
                groups.Add((byte)group);
            }
        }

        return new EncodedRows([.. features], [.. labels], [.. groups], 5);
    }
}

/// <summary>The small table as a dataset.</summary>
internal sealed class SmallDataset : IDatasetSource, IDataset
{
    public DatasetInfo Info => SmallTable.Split(0, rows: 3).Dataset;

    public string? Missing { get; init; }

    public DatasetAvailability Locate(DataFolders folders) => new(Missing is null, Missing ?? "memory", CanDownload: false);

    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => Task.FromResult<IDataset>(this);

    public SplitData Split(int seed, DataEncoding encoding) => SmallTable.Split(seed);
}
