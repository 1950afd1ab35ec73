using Fairer.Core.Fairness;
using Fairer.Core.Methods;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Methods;

/// <summary>Post-processing on made-up scores of any kind: unlike groups, ties, and networks worse than chance.</summary>
public class ScoreCorrectionTests
{
    [Fact]
    public void Reject_option_leaves_the_wanted_rest_of_the_gap() => ForAny((sample, random) =>
    {
        var strength = random.NextDouble();
        var before = GroupGap.DemographicParity(sample.Scores, sample.Groups);

        var correction = RejectOption.Fit(sample.Scores, sample.Groups, strength);

        var after = Signed(sample, Apply(sample, correction));
        var wanted = (1 - strength) * before;

        // The last score that is mirrored may close more than is left, and so may all that tie with it.
        var ties = sample.Scores.Count(score => Math.Abs(Math.Abs(score - 0.5) - correction.HalfWidth) < 1e-15);
        var step = ties * 2 * correction.HalfWidth / Math.Min(sample.Count(0), sample.Count(1));
        Assert.InRange(after * Math.Sign(Signed(sample, sample.Scores)), wanted - step - 1e-12, wanted + 1e-12);
    });

    [Fact]
    public void Inside_the_band_reject_option_decides_by_subgroup() => ForAny((sample, random) =>
    {
        var correction = RejectOption.Fit(sample.Scores, sample.Groups, random.NextDouble());
        var disadvantaged = Signed(sample, sample.Scores) <= 0 ? 0 : 1;
        for (var i = 0; i < sample.Scores.Length; i++)
        {
            var (before, after) = (sample.Scores[i], correction.Apply(sample.Scores[i], sample.Groups[i]));
            if (Math.Abs(before - 0.5) > correction.HalfWidth)
            {
                Assert.Equal(before, after);
            }
            else
            {
                Assert.True(sample.Groups[i] == disadvantaged ? after >= 0.5 : after <= 0.5);
                Assert.Equal(Math.Abs(before - 0.5), Math.Abs(after - 0.5), 1e-15);
            }
        }
    });

    [Fact]
    public void Mixing_equalises_the_odds_at_full_strength() => ForAny((sample, _) =>
    {
        var mixed = Apply(sample, OddsMixing.Fit(sample.Scores, sample.Labels, sample.Groups, strength: 1));
        Assert.Equal(0, GroupGap.EqualizedOdds(mixed, sample.Labels, sample.Groups), 1e-9);
        Assert.All(mixed, score => Assert.InRange(score, 0, 1));
    });

    [Fact]
    public void Mixing_errs_least_of_all_that_equalise_the_odds() => ForAny((sample, random) =>
    {
        var best = Error(sample, Apply(sample, OddsMixing.Fit(sample.Scores, sample.Labels, sample.Groups, strength: 1)));

        // Rates that both subgroups reach: what a random mixture makes of one, if the other can be brought there too.
        var decisions = new double[2, 2];
        for (var label = 0; label < 2; label++)
        {
            for (var group = 0; group < 2; group++)
            {
                decisions[group, label] = Enumerable.Range(0, sample.Scores.Length)
                    .Where(i => sample.Groups[i] == group && sample.Labels[i] == label)
                    .Average(i => sample.Scores[i] >= 0.5 ? 1.0 : 0.0);
            }
        }

        var negatives = sample.Labels.Count(label => label == 0) / (double)sample.Labels.Length;
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var (negative, positive) = (random.NextDouble(), random.NextDouble());
            double Rate(int label) => (positive * decisions[0, label]) + (negative * (1 - decisions[0, label]));
            var lift = decisions[1, 1] - decisions[1, 0];
            var slope = (Rate(1) - Rate(0)) / lift;
            var base1 = Rate(0) - (slope * decisions[1, 0]);
            if (base1 is >= 0 and <= 1 && base1 + slope is >= 0 and <= 1)
            {
                var error = (negatives * Rate(0)) + ((1 - negatives) * (1 - Rate(1)));
                Assert.True(best <= error + 1e-9, $"{best} where {error} is possible");
            }
        }
    });

    [Fact]
    public void Strength_is_the_share_of_the_derived_predictor() => ForAny((sample, random) =>
    {
        var strength = random.NextDouble();
        var whole = OddsMixing.Fit(sample.Scores, sample.Labels, sample.Groups, strength: 1);
        var part = OddsMixing.Fit(sample.Scores, sample.Labels, sample.Groups, strength);
        for (var i = 0; i < sample.Scores.Length; i++)
        {
            var (score, group) = (sample.Scores[i], sample.Groups[i]);
            Assert.Equal(((1 - strength) * score) + (strength * whole.Apply(score, group)), part.Apply(score, group), 1e-12);
        }
    });

    [Fact]
    public void Exchanging_the_subgroups_exchanges_the_corrections() => ForAny((sample, random) =>
    {
        var strength = random.NextDouble();
        byte[] exchanged = [.. sample.Groups.Select(group => (byte)(1 - group))];
        var (reject, rejectExchanged) = (
            RejectOption.Fit(sample.Scores, sample.Groups, strength), RejectOption.Fit(sample.Scores, exchanged, strength));
        var (mixing, mixingExchanged) = (
            OddsMixing.Fit(sample.Scores, sample.Labels, sample.Groups, 1), OddsMixing.Fit(sample.Scores, sample.Labels, exchanged, 1));
        Assert.Equal(reject.HalfWidth, rejectExchanged.HalfWidth, 1e-12);
        Assert.Equal(
            Error(sample, Apply(sample, mixing)),
            Error(sample with { Groups = exchanged }, Apply(sample with { Groups = exchanged }, mixingExchanged)),
            1e-9);
    });

    [Fact]
    public void A_split_without_one_subgroup_is_left_alone()
    {
        double[] scores = [0.2, 0.4, 0.7];
        byte[] groups = [1, 1, 1];
        Assert.Equal(scores, scores.Select(score => RejectOption.Fit(scores, groups, 1).Apply(score, 1)));
        Assert.Equal(scores, scores.Select(score => OddsMixing.Fit(scores, [0, 1, 1], groups, 1).Apply(score, 1)));
    }

    private static double[] Apply(Sample sample, IScoreCorrection correction) =>
        [.. sample.Scores.Select((score, i) => correction.Apply(score, sample.Groups[i]))];

    /// <summary>mean score of subgroup 0 − mean score of subgroup 1.</summary>
    private static double Signed(Sample sample, double[] scores) =>
        scores.Where((_, i) => sample.Groups[i] == 0).Average() - scores.Where((_, i) => sample.Groups[i] == 1).Average();

    /// <summary>The expected share of wrong answers when a score is the probability to answer 1.</summary>
    private static double Error(Sample sample, double[] scores) =>
        scores.Select((score, i) => sample.Labels[i] == 1 ? 1 - score : score).Average();

    private static void ForAny(Action<Sample, SeededRandom> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = new SeededRandom(seed, RandomPurpose.Synthesis);
            property(Sample.Draw(ref random), random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true));

    private sealed record Sample(double[] Scores, byte[] Labels, byte[] Groups)
    {
        public static Sample Draw(ref SeededRandom random)
        {
            var count = 12 + random.NextInt(60);
            var (coarse, tilt, lean) = (random.NextInt(3) == 0, random.NextDouble(), (2 * random.NextDouble()) - 1);
            var (scores, labels, groups) = (new double[count], new byte[count], new byte[count]);
            for (var i = 0; i < count; i++)
            {
                // Every subgroup × label cell is there.
                groups[i] = (byte)(i < 4 ? i % 2 : random.NextInt(2));
                labels[i] = (byte)(i < 4 ? i / 2 : random.NextInt(2));
                var score = Math.Clamp((0.6 * random.NextDouble()) + (0.4 * lean * labels[i]) + (0.4 * tilt * groups[i]) + 0.1, 0, 1);
                scores[i] = coarse ? Math.Round(score, 1) : score;
            }

            return new Sample(scores, labels, groups);
        }

        public int Count(int group) => Groups.Count(other => other == group);
    }
}
