namespace Fairer.Core.Rationale;

/// <summary>Spearman's rank correlation: 1 where two lists order their entries alike, −1 where they do so in reverse.</summary>
public static class RankCorrelation
{
    /// <summary>Pearson's correlation of the ranks; equal values share the mean of their ranks.</summary>
    /// <param name="first">One value an entry.</param>
    /// <param name="second">As many values of the same entries.</param>
    /// <returns>−1 to 1; NaN where all values of a list are equal.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"There are {first.Length} values and {second.Length}; ranks are compared one to one.", nameof(second));
        }

        var (ranks, others) = (Ranks(first), Ranks(second));
        var mean = (first.Length + 1) / 2.0;
        var (product, square, otherSquare) = (0.0, 0.0, 0.0);
        for (var k = 0; k < ranks.Length; k++)
        {
            var (rank, other) = (ranks[k] - mean, others[k] - mean);
            product += rank * other;
            square += rank * rank;
            otherSquare += other * other;
        }

        return product / (Math.Sqrt(square) * Math.Sqrt(otherSquare));
    }

    /// <summary>Each value's place from 1, the smallest first; equal values share the mean of their places.</summary>
    internal static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            foreach (var place in order.AsSpan(start, end - start))
            {
                ranks[place] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }
}
