using Fairer.Core.Fairness;
using Fairer.Core.Results;

namespace Fairer.Core.Tests.Fairness;

public class MetricsTests
{
    public static TheoryData<string> Files { get; } = [.. OracleFiles.Matching("metrics*.json")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Metrics_match_the_oracle(string file)
    {
        var root = OracleFiles.Read(file);
        var scores = Scores.Of(
            [.. root.GetProperty("score").EnumerateArray().Select(value => value.GetDouble())],
            [.. root.GetProperty("y").EnumerateArray().Select(value => value.GetByte())],
            [.. root.GetProperty("group").EnumerateArray().Select(value => value.GetByte())]);

        var expected = root.GetProperty("expected");
        Assert.Equal(expected.GetProperty("ap").GetDouble(), scores.AveragePrecision, 1e-12);
        Assert.Equal(expected.GetProperty("dp").GetDouble(), scores.DemographicParity, 1e-12);
        Assert.Equal(expected.GetProperty("eo").GetDouble(), scores.EqualizedOdds, 1e-12);
        Assert.Equal(expected.GetProperty("dp_at_05").GetDouble(), scores.DemographicParityAtHalf, 1e-12);
        Assert.Equal(expected.GetProperty("eo_at_05").GetDouble(), scores.EqualizedOddsAtHalf, 1e-12);
        Assert.Equal(expected.GetProperty("accuracy_at_05").GetDouble(), scores.Accuracy, 1e-12);
    }

    [Fact]
    public void Average_precision_is_its_definition_for_scores_of_any_kind_and_many_ties()
    {
        double[] kinds = [-1, -0.0, 0, 1e-300, 0.25f, 0.1f, 0.1, 1.0 / 3, 0.5, 1, 7];
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new SeededRandom(seed, RandomPurpose.Synthesis);
            var count = 1 + random.NextInt(300);
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(2) == 0 ? kinds[random.NextInt(kinds.Length)] : random.NextDouble())];
            byte[] labels = [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt(2))];
            var (expected, before) = (0.0, 0);
            var positives = labels.Count(label => label == 1);
            foreach (var threshold in scores.Distinct().OrderDescending())
            {
                var predicted = scores.Count(score => score >= threshold);
                var right = Enumerable.Range(0, count).Count(i => scores[i] >= threshold && labels[i] == 1);
                expected += positives == 0 ? 0 : (double)(right - before) / positives * right / predicted;
                before = right;
            }

            Assert.Equal(expected, AveragePrecision.Of(scores, labels), 1e-12);
        }
    }

    [Fact]
    public void Equal_scores_are_one_threshold_whatever_their_order()
    {
        double[] scores = [0.5, 0.5, 0.5, 0.5, 0.9];
        Assert.Equal(0.4 / 1, AveragePrecision.Of(scores, [1, 0, 1, 0, 0]), 1e-15);
        Assert.Equal(0.4 / 1, AveragePrecision.Of(scores, [0, 1, 0, 1, 0]), 1e-15);
    }

    [Fact]
    public void A_perfect_ranking_has_average_precision_one() =>
        Assert.Equal(1, AveragePrecision.Of([0.1, 0.8, 0.2, 0.9], [0, 1, 0, 1]));

    [Fact]
    public void Without_positives_average_precision_is_zero() =>
        Assert.Equal(0, AveragePrecision.Of([0.1, 0.8], [0, 0]));

    [Fact]
    public void Not_a_number_does_not_hang_the_ranking() =>
        Assert.InRange(AveragePrecision.Of([double.NaN, 0.5, double.NaN], [1, 0, 1]), 0, 1);

    [Fact]
    public void A_gap_with_an_empty_subgroup_is_not_a_number()
    {
        Assert.True(double.IsNaN(GroupGap.DemographicParity([0.2, 0.4], [1, 1])));
        Assert.True(double.IsNaN(GroupGap.EqualizedOdds([0.2, 0.4, 0.5], [0, 0, 1], [0, 1, 0])));
    }

    [Fact]
    public void Exchanging_the_subgroups_leaves_the_gaps_alone()
    {
        var random = new SeededRandom(5, RandomPurpose.Synthesis);
        var scores = new double[200];
        var labels = new byte[200];
        var groups = new byte[200];
        for (var i = 0; i < 200; i++)
        {
            (scores[i], labels[i], groups[i]) = (random.NextDouble(), (byte)random.NextInt(2), (byte)random.NextInt(2));
        }

        var exchanged = Array.ConvertAll(groups, group => (byte)(1 - group));
        Assert.Equal(Scores.Of(scores, labels, groups), Scores.Of(scores, labels, exchanged));
    }

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([0.5], [1, 0]));
        Assert.Throws<ArgumentException>(() => GroupGap.DemographicParity([0.5], [1, 0]));
        Assert.Throws<ArgumentException>(() => GroupGap.EqualizedOdds([0.5], [1], [1, 0]));
    }
}
