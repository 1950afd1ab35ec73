using Fairer.Core.Data.Tabular;

namespace Fairer.Core.Data.Census;

/// <summary>A census table as a dataset: 60 / 20 / 20 train, validation and test rows by seed (docs/method.md).</summary>
/// <param name="info">What the dataset is.</param>
/// <param name="table">Its rows.</param>
public sealed class CensusDataset(DatasetInfo info, CensusTable table) : IDataset
{
    /// <inheritdoc/>
    public DatasetInfo Info { get; } = info;

    /// <summary>The rows before encoding.</summary>
    public CensusTable Table { get; } = table;

    /// <inheritdoc/>
    SplitData IDataset.Split(int seed, DataEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Split(seed, encoding.Binning);
    }

    /// <summary>Splits the rows by seed and encodes them.</summary>
    public TableSplit Split(int seed, Binning binning)
    {
        var rows = RowSplit.Shuffled(Table.Rows, Table.Rows * 6 / 10, Table.Rows * 2 / 10, seed);
        var encoding = CensusEncoding.Fit(Table, rows.Train, binning);
        return new TableSplit(
            Info,
            seed,
            encoding.FeatureNames,
            encoding.Encode(Table, rows.Train),
            encoding.Encode(Table, rows.Validation),
            encoding.Encode(Table, rows.Test));
    }
}
