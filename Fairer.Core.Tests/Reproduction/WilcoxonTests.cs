using Fairer.Core.Reproduction;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Reproduction;

public sealed class WilcoxonTests
{
    [Fact]
    public void Darwins_plants_get_the_p_that_scipy_gives_them()
    {
        // The example of scipy.stats.wilcoxon's documentation: statistic 24, p 0.041259765625.
        var test = Wilcoxon.SignedRank([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]);

        Assert.Equal(15, test.Pairs);
        Assert.Equal(120 - 24, test.RankSum);
        Assert.Equal(0.041259765625, test.P, 15);
    }

    [Theory]
    [InlineData(10, 2 / 1024.0)]
    [InlineData(3, 0.25)]
    [InlineData(1, 1)]
    public void Pairs_that_all_agree_get_the_smallest_p_there_is(int pairs, double p)
    {
        var test = Wilcoxon.SignedRank([.. Enumerable.Range(1, pairs).Select(i => (double)i)]);

        Assert.Equal(p, test.P, 15);
        Assert.Equal(p, test.SmallestP, 15);
    }

    [Fact]
    public void Equal_pairs_are_left_out()
    {
        Assert.Equal(Wilcoxon.SignedRank([1, 2, -3]), Wilcoxon.SignedRank([0, 1, 0, 2, -3]));
        Assert.Equal(new SignedRankTest(0, 0, 1), Wilcoxon.SignedRank([0, 0]));
    }

    [Fact]
    public void The_p_is_that_of_all_choices_of_signs_also_with_equal_sizes() => Prop
        .ForAll(Gen.Choose(-4, 4).ListOf().Where(values => values.Count <= 9).ToArbitrary(), values =>
        {
            double[] differences = [.. values.Select(value => (double)value)];
            double[] sizes = [.. differences.Where(difference => difference != 0).Select(Math.Abs)];
            var ranks = sizes.Select(size => sizes.Count(other => other < size) + ((sizes.Count(other => other == size) + 1) / 2.0)).ToArray();
            var sums = Enumerable.Range(0, 1 << sizes.Length)
                .Select(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum()).ToArray();
            var test = Wilcoxon.SignedRank(differences);
            var tail = Math.Min(sums.Count(sum => sum <= test.RankSum), sums.Count(sum => sum >= test.RankSum));
            return Math.Abs(test.P - Math.Min(1, 2.0 * tail / sums.Length)) < 1e-12;
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Turned_round_differences_get_the_same_p() => Prop
        .ForAll(Gen.Choose(-50, 50).ListOf().ToArbitrary(), values =>
            Math.Abs(Wilcoxon.SignedRank([.. values.Select(value => (double)value)]).P - Wilcoxon.SignedRank([.. values.Select(value => -(double)value)]).P) < 1e-12)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_no_number_cannot_be_ranked() => Assert.Throws<ArgumentException>(() => Wilcoxon.SignedRank([1, double.NaN]));
}
