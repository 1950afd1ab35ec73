using Fairer.Core.Reproduction;

namespace Fairer.Core.Tests.Reproduction;

public sealed class ParetoFrontTests
{
    [Fact]
    public void Nothing_makes_nothing() => Assert.Empty(Front());

    [Fact]
    public void What_another_betters_is_not_on_it() =>
        Assert.Equal(
            [new TradeOff(0.01, 0.70), new TradeOff(0.05, 0.75)],
            Front(new(0.05, 0.75), new(0.06, 0.74), new(0.01, 0.70), new(0.02, 0.69)));

    [Fact]
    public void Of_one_gap_the_most_precise_and_of_one_precision_the_fairest_is_on_it() =>
        Assert.Equal([new TradeOff(0.05, 0.75)], Front(new(0.05, 0.75), new(0.05, 0.73), new(0.08, 0.75), new(0.05, 0.75)));

    [Fact]
    public void What_is_not_a_number_is_left_out() =>
        Assert.Equal([new TradeOff(0.05, 0.75)], Front(new(double.NaN, 0.9), new(0.05, 0.75), new(0.01, double.NaN)));

    [Fact]
    public void It_is_the_definition_on_many_models()
    {
        var random = new Random(1);
        TradeOff[] models = [.. Enumerable.Range(0, 300).Select(_ => new TradeOff(random.Next(40) / 40.0, random.Next(40) / 40.0))];

        var expected = models
            .Where(one => !models.Any(other => other.Gap <= one.Gap && other.AveragePrecision >= one.AveragePrecision && other != one))
            .Distinct()
            .OrderBy(one => one.Gap);

        Assert.Equal(expected, Front(models));
    }

    private static IReadOnlyList<TradeOff> Front(params TradeOff[] models) => ParetoFront.Of(models, model => model);
}
