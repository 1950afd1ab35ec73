namespace Fairer.Core.Data.Tabular;

/// <summary>The rows of a table before encoding, column by column.</summary>
/// <param name="Columns">What becomes features.</param>
/// <param name="Labels">One label a row, 0 or 1.</param>
/// <param name="Groups">The subgroup of each row, 0 or 1.</param>
public sealed record Table(IReadOnlyList<TableColumn> Columns, byte[] Labels, byte[] Groups)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Labels.Length;
}

/// <summary>A table as a dataset: its rows are shuffled and cut by seed, numbers standardised on the training rows, and
/// categories one-hot (docs/method.md). There are no bins, so that the binning does not matter.</summary>
/// <param name="info">What the dataset is.</param>
/// <param name="table">Its rows.</param>
/// <param name="train">The number of training rows.</param>
/// <param name="validation">The number of validation rows; the rest are test rows.</param>
public sealed class TabularDataset(DatasetInfo info, Table table, int train, int validation) : IDataset
{
    /// <inheritdoc/>
    public DatasetInfo Info { get; } = info;

    /// <summary>The rows before encoding.</summary>
    public Table Table { get; } = table;

    /// <inheritdoc/>
    SplitData IDataset.Split(int seed, DataEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Split(seed, encoding.Binning);
    }

    /// <summary>Splits the rows by seed and encodes them.</summary>
    public TableSplit Split(int seed, Binning binning)
    {
        var rows = RowSplit.Shuffled(Table.Rows, train, validation, seed);
        var encoders = Table.Columns.Select(column => column.Fit(rows.Train)).ToArray();
        return new TableSplit(
            Info,
            seed,
            [.. Table.Columns.SelectMany(column => column.FeatureNames)],
            Encode(rows.Train, encoders),
            Encode(rows.Validation, encoders),
            Encode(rows.Test, encoders));
    }

    /// <summary>Whether an array can hold the features of so many rows.</summary>
    internal static bool Fits(int rows, int width) => (long)rows * width <= Array.MaxLength;

    /// <summary>Says that it cannot, and how to mend it.</summary>
    internal static string TooLarge(int rows, int width) => FormattableString.Invariant(
        $"{rows:N0} rows of {width:N0} features in one part of the split are more than the {Array.MaxLength:N0} numbers that can be held. Ignore some columns or take fewer rows");

    private EncodedRows Encode(int[] rows, ColumnEncoder[] encoders)
    {
        var widths = Table.Columns.Select(column => column.FeatureNames.Count).ToArray();
        var width = widths.Sum();
        if (!Fits(rows.Length, width))
            throw new DataException($"{Info.Name}: {TooLarge(rows.Length, width)}.");
        var features = new float[rows.Length * width];
        var offset = 0;
        foreach (var row in rows)
        {
            for (var column = 0; column < encoders.Length; column++)
            {
                encoders[column](row, features.AsSpan(offset, widths[column]));
                offset += widths[column];
            }
        }

        return new EncodedRows(
            features,
            Array.ConvertAll(rows, row => Table.Labels[row]),
            Array.ConvertAll(rows, row => Table.Groups[row]),
            width);
    }
}
