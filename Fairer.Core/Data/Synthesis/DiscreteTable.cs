using Fairer.Core.Data.Census;

namespace Fairer.Core.Data.Synthesis;

/// <summary>A table whose variables have a few states each.</summary>
/// <param name="States">For each variable the state of each row.</param>
/// <param name="Sizes">For each variable the number of its states.</param>
internal sealed record DiscreteTable(byte[][] States, int[] Sizes)
{
    /// <summary>The number of variables.</summary>
    public int Variables => Sizes.Length;

    /// <summary>The number of rows.</summary>
    public int Rows => States[0].Length;

    /// <summary>Cuts a census's numeric columns into bins and takes the others as they are.</summary>
    /// <param name="table">The census.</param>
    /// <param name="fit">How many bins, and how many rows a value must have to be kept.</param>
    /// <param name="bins">For each column its bins; none for a category column.</param>
    public static DiscreteTable Of(CensusTable table, CensusFit fit, out ValueBin[][] bins)
    {
        var columns = CensusSchema.Columns.Count;
        var states = new byte[columns][];
        var sizes = new int[columns];
        bins = new ValueBin[columns][];
        for (var place = 0; place < columns; place++)
        {
            var column = table.Column(place);
            states[place] = new byte[column.Length];
            if (CensusSchema.Columns[place].Categories.Count is > 0 and var categories)
            {
                (bins[place], sizes[place]) = ([], categories);
                for (var row = 0; row < column.Length; row++)
                    states[place][row] = (byte)column[row];
                continue;
            }

            bins[place] = ValueBins.Cut(column, fit.Bins[place], fit.MinimumRows, out var lastValues);
            sizes[place] = bins[place].Length;
            for (var row = 0; row < column.Length; row++)
                states[place][row] = (byte)ValueBins.BinOf(column[row], lastValues);
        }

        return new DiscreteTable(states, sizes);
    }
}
