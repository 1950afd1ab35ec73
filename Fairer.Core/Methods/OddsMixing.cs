namespace Fairer.Core.Methods;

/// <summary>
/// Equalised odds by mixing (Hardt et al. 2016, §4): the decision at ½ is kept or replaced at random, with probabilities by
/// subgroup and decision that give both subgroups the same true and false positive rate at the least error.
/// </summary>
/// <remarks>
/// A corrected score is the mixture's expected prediction, (1 − s)·score + s·P(Ỹ = 1 | decision, subgroup) with the strength
/// s: s of the time the derived predictor answers, else the network.
/// </remarks>
public sealed class OddsMixing : IScoreCorrection
{
    private const double Threshold = 0.5;

    // P(Ỹ = 1) for [subgroup, decision].
    private readonly double[,] _positive;
    private readonly double _strength;

    private OddsMixing(double[,] positive, double strength) => (_positive, _strength) = (positive, strength);

    /// <summary>Fits the mixing probabilities.</summary>
    /// <param name="scores">One score a sample, in [0, 1].</param>
    /// <param name="labels">The label of each sample, 0 or 1.</param>
    /// <param name="groups">The subgroup of each sample, 0 or 1.</param>
    /// <param name="strength">The share of the derived predictor, 0 to 1.</param>
    public static OddsMixing Fit(
        ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> groups, double strength)
    {
        var counts = new int[2, 2];
        var decided = new int[2, 2];
        for (var i = 0; i < scores.Length; i++)
        {
            counts[groups[i], labels[i]]++;
            decided[groups[i], labels[i]] += scores[i] >= Threshold ? 1 : 0;
        }

        Rates Of(int group) => new(
            (double)decided[group, 0] / counts[group, 0], (double)decided[group, 1] / counts[group, 1]);
        Rates[] rates = [Of(0), Of(1)];
        if (!rates.All(rate => double.IsFinite(rate.False) && double.IsFinite(rate.True)))
        {
            // Without every cell there are no odds to equalise.
            return new OddsMixing(new double[,] { { 0, 1 }, { 0, 1 } }, 0);
        }

        var negatives = (double)(counts[0, 0] + counts[1, 0]) / scores.Length;
        var best = Corners(rates[0], rates[1]).MinBy(point => (negatives * point.False) - ((1 - negatives) * point.True))!;
        var positive = new double[2, 2];
        for (var group = 0; group < 2; group++)
        {
            (positive[group, 0], positive[group, 1]) = rates[group].MixFor(best);
        }

        return new OddsMixing(positive, strength);
    }

    /// <summary>P(Ỹ = 1) of the derived predictor.</summary>
    /// <param name="group">The subgroup, 0 or 1.</param>
    /// <param name="decision">The network's decision at ½, 0 or 1.</param>
    public double Positive(int group, int decision) => _positive[group, decision];

    /// <inheritdoc/>
    public double Apply(double score, byte group) =>
        ((1 - _strength) * score) + (_strength * _positive[group, score >= Threshold ? 1 : 0]);

    /// <summary>
    /// The corners of what both subgroups can reach, among which a linear error is least. A subgroup reaches the
    /// parallelogram of its own rates, their opposite, never and always.
    /// </summary>
    private static IEnumerable<Rates> Corners(Rates one, Rates other)
    {
        var (first, second) = (one.Reachable(), other.Reachable());
        return first.Where(other.Reaches).Concat(second.Where(one.Reaches)).Concat(
            from i in Enumerable.Range(0, 4)
            from j in Enumerable.Range(0, 4)
            from crossing in Crossing(first[i], first[(i + 1) % 4], second[j], second[(j + 1) % 4])
            select crossing);
    }

    /// <summary>Where two edges cross, if they do.</summary>
    private static IEnumerable<Rates> Crossing(Rates a, Rates b, Rates c, Rates d)
    {
        var (ab, cd, ac) = (b - a, d - c, c - a);
        var area = ab.Cross(cd);
        if (area == 0)
        {
            yield break;
        }

        var (t, u) = (ac.Cross(cd) / area, ac.Cross(ab) / area);
        if (t is >= 0 and <= 1 && u is >= 0 and <= 1)
        {
            yield return new Rates(a.False + (t * ab.False), a.True + (t * ab.True));
        }
    }

    /// <summary>A predictor by its false and true positive rate.</summary>
    private sealed record Rates(double False, double True)
    {
        private const double Rounding = 1e-12;

        private bool TellsSomething => Math.Abs(True - False) > Rounding;

        public static Rates operator -(Rates one, Rates other) => new(one.False - other.False, one.True - other.True);

        public double Cross(Rates other) => (False * other.True) - (True * other.False);

        public Rates[] Reachable() => [new(0, 0), this, new(1, 1), new(1 - False, 1 - True)];

        public bool Reaches(Rates point)
        {
            var (negative, positive) = Mix(point);
            return negative is >= -Rounding and <= 1 + Rounding
                && positive is >= -Rounding and <= 1 + Rounding
                && (TellsSomething || Math.Abs(point.True - point.False) <= Rounding);
        }

        /// <summary>
        /// P(Ỹ = 1) after a negative and after a positive decision that turn these rates into others:
        /// <c>rate' = positive·rate + negative·(1 − rate)</c>.
        /// </summary>
        public (double Negative, double Positive) MixFor(Rates point)
        {
            var (negative, positive) = Mix(point);
            return (Math.Clamp(negative, 0, 1), Math.Clamp(positive, 0, 1));
        }

        private (double Negative, double Positive) Mix(Rates point)
        {
            // Decisions that tell nothing reach only the diagonal: the answer is positive at that rate whatever they are.
            var slope = TellsSomething ? (point.True - point.False) / (True - False) : 0;
            var negative = point.False - (slope * False);
            return (negative, negative + slope);
        }
    }
}
