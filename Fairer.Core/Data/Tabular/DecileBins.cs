namespace Fairer.Core.Data.Tabular;

/// <summary>Ten bins between the deciles of a column: what lies below the first or above the last edge counts to the
/// outermost bins, and what lies on an edge to the bin above it.</summary>
public sealed class DecileBins
{
    /// <summary>The number of bins.</summary>
    public const int Count = 10;

    private readonly double[] _edges;

    private DecileBins(double[] edges) => _edges = edges;

    /// <summary>Finds the deciles, interpolated linearly between neighbouring values.</summary>
    /// <param name="sorted">The column's values in ascending order.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static DecileBins Fit(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("There is no value to take deciles of.", nameof(sorted));

        // Only the nine inner edges matter, since values outside the range go to the outermost bins.
        var edges = new double[Count - 1];
        for (var i = 0; i < edges.Length; i++)
        {
            var place = (double)(i + 1) / Count * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            edges[i] = sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
        }

        return new DecileBins(edges);
    }

    /// <summary>The bin of a value, 0 to 9.</summary>
    public int BinOf(double value)
    {
        var bin = 0;
        while (bin < _edges.Length && value >= _edges[bin])
            bin++;
        return bin;
    }
}
