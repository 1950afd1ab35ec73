using Fairer.Core.Data.Census;
using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Statistics;

/// <summary>One subgroup of a dataset.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Count">How many samples it has.</param>
/// <param name="Positives">How many of them have label 1.</param>
public sealed record SubgroupStatistics(string Name, int Count, int Positives)
{
    /// <summary>The share of its samples with label 1; NaN where it has none.</summary>
    public double BaseRate => (double)Positives / Count;
}

/// <summary>What a dataset is like before anything is trained on it.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Subgroups">Its two subgroups.</param>
/// <param name="Parts">How many samples train, select the epoch, and test; of seed 0.</param>
/// <param name="Features">How many numbers a sample becomes; null for images.</param>
/// <param name="Columns">How its columns are distributed in each subgroup; none for images.</param>
public sealed record DatasetStatistics(
    DatasetInfo Dataset,
    IReadOnlyList<SubgroupStatistics> Subgroups,
    (int Train, int Validation, int Test) Parts,
    int? Features,
    IReadOnlyList<ColumnDistribution> Columns)
{
    /// <summary>The number of samples.</summary>
    public int Samples => Subgroups.Sum(group => group.Count);

    /// <summary>The share of samples with label 1, which is also the average precision of a ranking by chance.</summary>
    public double BaseRate => (double)Subgroups.Sum(group => group.Positives) / Samples;

    /// <summary>The demographic parity gap of the labels themselves: |P(y = 1 | a = 0) − P(y = 1 | a = 1)|, Eq. 1 with the label
    /// as score. A classifier that never errs has it; their equalised odds gap is 0, whatever the data.</summary>
    public double LabelGap => Math.Abs(Subgroups[0].BaseRate - Subgroups[1].BaseRate);

    /// <summary>Looks through a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="cancellation">Stops it.</param>
    public static DatasetStatistics Of(IDataset dataset, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var split = dataset.Split(seed: 0, new DataEncoding());
        cancellation.ThrowIfCancellationRequested();
        var parts = PartsOf(split);
        byte[] labels = [.. parts.SelectMany(part => part.Labels)];
        byte[] groups = [.. parts.SelectMany(part => part.Groups)];
        SubgroupStatistics Subgroup(byte group, string name)
        {
            var rows = Enumerable.Range(0, groups.Length).Where(row => groups[row] == group);
            return new SubgroupStatistics(name, rows.Count(), rows.Count(row => labels[row] == 1));
        }

        return new DatasetStatistics(
            dataset.Info,
            [Subgroup(0, dataset.Info.Subgroup0), Subgroup(1, dataset.Info.Subgroup1)],
            (parts[0].Count, parts[1].Count, parts[2].Count),
            (split as TableSplit)?.FeatureNames.Count,
            [.. ColumnsOf(dataset, cancellation).OrderByDescending(column => column.Distance)]);
    }

    private static SplitPart[] PartsOf(SplitData split) => split switch
    {
        TableSplit table => [table.Train, table.Validation, table.Test],
        ImageSplit images => [images.Train, images.Validation, images.Test],
        _ => throw new ArgumentException($"The parts of {split.Dataset.Name} are unknown.", nameof(split)),
    };

    private static IEnumerable<ColumnDistribution> ColumnsOf(IDataset dataset, CancellationToken cancellation)
    {
        switch (dataset)
        {
            case TabularDataset tabular:
                foreach (var column in tabular.Table.Columns)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return ColumnDistribution.Of(column, tabular.Table.Groups);
                }

                break;
            case CensusDataset census:
                var groups = Array.ConvertAll(census.Table.Column(CensusSchema.Sex).ToArray(), sex => (byte)sex);
                for (var i = 0; i < CensusSchema.Columns.Count; i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (column, values) = (CensusSchema.Columns[i], census.Table.Column(i).ToArray());
                    if (i is not (CensusSchema.Sex or CensusSchema.Income))
                    {
                        yield return column.Categories.Count > 0
                            ? ColumnDistribution.OfCategories<int>(column.Name, column.Categories, values, groups)
                            : ColumnDistribution.OfNumbers(column.Name, Array.ConvertAll(values, value => (double)value), groups);
                    }
                }

                break;
        }
    }
}
