using Fairer.Core.Reproduction;
using FsCheck;
using FsCheck.Fluent;

namespace Fairer.Core.Tests.Reproduction;

public sealed class FrontAreaTests
{
    private static readonly Gen<TradeOff> Model =
        from gap in Gen.Choose(0, 100)
        from precision in Gen.Choose(0, 100)
        select new TradeOff(gap / 100.0, precision / 100.0);

    private static readonly Arbitrary<List<TradeOff>> Models = Model.ListOf().ToArbitrary();

    [Fact]
    public void It_is_the_mean_of_the_best_precision_up_to_each_gap() =>
        // 0.2 up to 0.1, 0.6 up to 0.3, 0.8 up to 0.4; the model at 0.2 is worse than the one before it.
        Assert.Equal(
            ((0.1 * 0.2) + (0.2 * 0.6) + (0.1 * 0.8)) / 0.4,
            FrontArea.Of([new(0.3, 0.8), new(0.1, 0.6), new(0.2, 0.5), new(0.5, 1)], baseRate: 0.2, limit: 0.4),
            12);

    [Fact]
    public void It_may_begin_at_a_gap_of_its_own() =>
        Assert.Equal(
            ((0.1 * 0.6) + (0.1 * 0.8)) / 0.2,
            FrontArea.Of([new(0.3, 0.8), new(0.1, 0.6), new(0.15, 0.5), new(0.5, 1)], baseRate: 0.2, limit: 0.4, start: 0.2),
            12);

    [Fact]
    public void Without_a_model_it_is_that_of_the_constant_predictor() =>
        Assert.Equal(0.25, FrontArea.Of([], baseRate: 0.25, limit: 0.1), 12);

    [Fact]
    public void Another_model_never_makes_it_smaller() => Prop
        .ForAll(Models, models => models.Count == 0
            || FrontArea.Of(models, 0.2, 0.5) >= FrontArea.Of(models.Skip(1), 0.2, 0.5) - 1e-12)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void It_lies_between_the_base_rate_and_the_best_precision() => Prop
        .ForAll(Models, models => FrontArea.Of(models, 0.2, 0.5) is var area
            && area >= 0.2 - 1e-12 && area <= models.Select(model => model.AveragePrecision).Append(0.2).Max() + 1e-12)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_models_does_not_matter() => Prop
        .ForAll(Models, models => Math.Abs(FrontArea.Of(models, 0.2, 0.5) - FrontArea.Of(models.AsEnumerable().Reverse(), 0.2, 0.5)) < 1e-12)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_limit_of_0_has_no_front() => Assert.Throws<ArgumentOutOfRangeException>(() => FrontArea.Of([], 0.2, 0));
}
