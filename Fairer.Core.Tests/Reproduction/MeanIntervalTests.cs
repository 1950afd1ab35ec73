using Fairer.Core.Reproduction;

namespace Fairer.Core.Tests.Reproduction;

public sealed class MeanIntervalTests
{
    // scipy.stats.t.ppf
    [Theory]
    [InlineData(0.975, 1, 12.706204736432095)]
    [InlineData(0.975, 2, 4.302652729911275)]
    [InlineData(0.975, 9, 2.2621571627409915)]
    [InlineData(0.975, 30, 2.0422724563012373)]
    [InlineData(0.95, 4, 2.13184678632665)]
    public void Quantiles_are_those_of_Students_t(double probability, int freedom, double expected) =>
        Assert.Equal(expected, MeanInterval.Quantile(probability, freedom), 9);

    [Fact]
    public void The_interval_lies_about_the_mean()
    {
        // Deviation 1, three values: 2 ± 4.3027/√3.
        var interval = MeanInterval.Of([1, 2, 3]);

        Assert.Equal(2, interval.Mean, 12);
        Assert.Equal(2 - (4.302652729911275 / Math.Sqrt(3)), interval.Low, 9);
        Assert.Equal(2 + (4.302652729911275 / Math.Sqrt(3)), interval.High, 9);
    }

    [Fact]
    public void One_value_says_nothing_about_how_far_off_it_is() =>
        Assert.Equal(new MeanInterval(5, double.NegativeInfinity, double.PositiveInfinity), MeanInterval.Of([5]));
}
