namespace Fairer.Core.Fairness;

/// <summary>The gaps between two subgroups' mean scores.</summary>
/// <remarks>A gap is NaN where a subgroup, or for EO a subgroup × label cell, has no sample: it is not defined there.</remarks>
public static class GroupGap
{
    /// <summary>Relaxed ΔDP (Eq. 1): |mean score of subgroup 0 − mean score of subgroup 1|.</summary>
    /// <param name="scores">One score a sample.</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double DemographicParity(ReadOnlySpan<double> scores, ReadOnlySpan<byte> groups)
    {
        RequireLength(scores.Length, groups.Length, nameof(groups));
        Span<double> sums = stackalloc double[2];
        Span<int> counts = stackalloc int[2];
        for (var i = 0; i < scores.Length; i++)
        {
            sums[groups[i]] += scores[i];
            counts[groups[i]]++;
        }

        return Math.Abs((sums[0] / counts[0]) - (sums[1] / counts[1]));
    }

    /// <summary>Relaxed ΔEO (Eq. 2): the gap inside y = 0 plus the gap inside y = 1.</summary>
    /// <param name="scores">One score a sample.</param>
    /// <param name="labels">The label of each sample, 0 or 1.</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double EqualizedOdds(
        ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> groups)
    {
        RequireLength(scores.Length, labels.Length, nameof(labels));
        RequireLength(scores.Length, groups.Length, nameof(groups));
        Span<double> sums = stackalloc double[4];
        Span<int> counts = stackalloc int[4];
        for (var i = 0; i < scores.Length; i++)
        {
            var cell = (2 * labels[i]) + groups[i];
            sums[cell] += scores[i];
            counts[cell]++;
        }

        return Math.Abs((sums[0] / counts[0]) - (sums[1] / counts[1]))
            + Math.Abs((sums[2] / counts[2]) - (sums[3] / counts[3]));
    }

    private static void RequireLength(int expected, int actual, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{expected} scores but {actual} {name}.", name);
        }
    }
}
