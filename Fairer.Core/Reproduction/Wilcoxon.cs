using Fairer.Core.Rationale;

namespace Fairer.Core.Reproduction;

/// <summary>What Wilcoxon's signed-rank test says about paired values.</summary>
/// <param name="Pairs">How many pairs are different and therefore count.</param>
/// <param name="RankSum">W⁺: the sum of the ranks of the positive differences.</param>
/// <param name="P">The two-sided p, exact.</param>
public sealed record SignedRankTest(int Pairs, double RankSum, double P)
{
    /// <summary>The smallest p that this many pairs can give: 2 / 2ⁿ.</summary>
    public double SmallestP => Math.Min(1, 2 / Math.Pow(2, Pairs));
}

/// <summary>Wilcoxon's signed-rank test for paired values (Wilcoxon 1945).</summary>
public static class Wilcoxon
{
    /// <summary>The most pairs for which the exact distribution is counted out.</summary>
    public const int MaxPairs = 1000;

    /// <summary>Tests whether differences lie about 0.</summary>
    /// <remarks>
    /// Differences of 0 are left out, as Wilcoxon did; equal sizes share the mean of their ranks. The p is exact also
    /// then: the distribution of W⁺ over all 2ⁿ choices of signs, each as likely as the other, is counted out on the ranks
    /// that occur. It is twice the smaller tail, at most 1.
    /// </remarks>
    /// <param name="differences">One value minus the other, for every pair.</param>
    /// <exception cref="ArgumentException">A difference is not a number, or there are more than <see cref="MaxPairs"/>.</exception>
    public static SignedRankTest SignedRank(IReadOnlyCollection<double> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Any(double.IsNaN) || differences.Count > MaxPairs)
        {
            throw new ArgumentException($"At most {MaxPairs} differences can be tested, and each must be a number.", nameof(differences));
        }

        double[] counted = [.. differences.Where(difference => difference != 0)];
        var doubledRanks = DoubledRanks([.. counted.Select(Math.Abs)]);
        var sum = counted.Zip(doubledRanks).Sum(pair => pair.First > 0 ? pair.Second : 0);

        // share[s]: the share of the sign choices with a doubled rank sum of s. Doubled, for a mean of ranks may end in ½.
        var share = new double[doubledRanks.Sum() + 1];
        share[0] = 1;
        foreach (var rank in doubledRanks)
        {
            for (var s = share.Length - 1; s >= 0; s--)
            {
                share[s] = (share[s] + (s >= rank ? share[s - rank] : 0)) / 2;
            }
        }

        var tail = Math.Min(share.Take(sum + 1).Sum(), share.Skip(sum).Sum());
        return new SignedRankTest(counted.Length, sum / 2.0, Math.Min(1, 2 * tail));
    }

    private static int[] DoubledRanks(double[] sizes) =>
        [.. RankCorrelation.Ranks(sizes).Select(rank => (int)Math.Round(2 * rank))];
}
