namespace Fairer.Core.Methods;

/// <summary>
/// Reject option based classification (Kamiran et al. 2012) on scores: within a band about the threshold ½, where the
/// network is least sure, the disadvantaged subgroup is decided for and the other against.
/// </summary>
/// <remarks>
/// A score inside the band is mirrored at ½ where it is on the wrong side, so that a decision at ½ is Kamiran's rule, and a
/// score says how far from ½ it was decided. The band is as wide as closes the wanted share of the gap on the split it is
/// fitted on: the gap falls as the band widens.
/// </remarks>
public sealed class RejectOption : IScoreCorrection
{
    private const double Threshold = 0.5;

    private readonly byte _disadvantaged;

    private RejectOption(byte disadvantaged, double halfWidth) => (_disadvantaged, HalfWidth) = (disadvantaged, halfWidth);

    /// <summary>Half the width of the band, 0 to ½.</summary>
    public double HalfWidth { get; }

    /// <summary>Fits the band.</summary>
    /// <param name="scores">One score a sample, in [0, 1].</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    /// <param name="strength">The share of the demographic parity gap to close, 0 to 1.</param>
    /// <returns>The narrowest band that leaves at most the rest of the gap.</returns>
    public static RejectOption Fit(ReadOnlySpan<double> scores, ReadOnlySpan<byte> groups, double strength)
    {
        var (sums, counts) = (new double[2], new int[2]);
        for (var i = 0; i < scores.Length; i++)
        {
            sums[groups[i]] += scores[i];
            counts[groups[i]]++;
        }

        var disadvantaged = (byte)(sums[0] / counts[0] <= sums[1] / counts[1] ? 0 : 1);
        var gap = (sums[1 - disadvantaged] / counts[1 - disadvantaged]) - (sums[disadvantaged] / counts[disadvantaged]);
        if (double.IsNaN(gap))
        {
            return new RejectOption(disadvantaged, 0);
        }

        // Each score on the wrong side closes its part of the gap as soon as the band reaches it, the nearest first.
        var mirrored = new List<(double Distance, double Gain)>();
        for (var i = 0; i < scores.Length; i++)
        {
            var distance = groups[i] == disadvantaged ? Threshold - scores[i] : scores[i] - Threshold;
            if (distance > 0)
            {
                mirrored.Add((distance, 2 * distance / counts[groups[i]]));
            }
        }

        mirrored.Sort();
        var (open, width) = (gap - (strength * gap), 0.0);
        for (var i = 0; i < mirrored.Count && gap > open; i++)
        {
            gap -= mirrored[i].Gain;
            width = mirrored[i].Distance;
        }

        return new RejectOption(disadvantaged, width);
    }

    /// <inheritdoc/>
    public double Apply(double score, byte group)
    {
        var distance = score - Threshold;
        return Math.Abs(distance) > HalfWidth ? score
            : Threshold + (group == _disadvantaged ? Math.Abs(distance) : -Math.Abs(distance));
    }
}
