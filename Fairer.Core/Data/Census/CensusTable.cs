namespace Fairer.Core.Data.Census;

/// <summary>Census rows before encoding, real or sampled, column by column.</summary>
public sealed class CensusTable
{
    private readonly int[][] _columns;

    /// <summary>A table of the columns of <see cref="CensusSchema.Columns"/>.</summary>
    /// <param name="columns">For each column one whole number a row: the value itself, or the category's place in
    /// <see cref="CensusColumn.Categories"/>.</param>
    /// <exception cref="ArgumentException">The columns are not those of the schema.</exception>
    public CensusTable(IReadOnlyList<int[]> columns)
    {
        if (columns.Count != CensusSchema.Columns.Count || columns.Any(column => column.Length != columns[0].Length))
            throw new ArgumentException($"A census table has {CensusSchema.Columns.Count} columns of one length.", nameof(columns));
        for (var i = 0; i < columns.Count; i++)
        {
            var categories = CensusSchema.Columns[i].Categories.Count;
            if (categories > 0 && columns[i].Any(value => value < 0 || value >= categories))
                throw new ArgumentException($"'{CensusSchema.Columns[i].Name}' has a value outside its categories.", nameof(columns));
        }

        _columns = [.. columns];
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _columns[0].Length;

    /// <summary>One column's values.</summary>
    public ReadOnlySpan<int> Column(int column) => _columns[column];
}
