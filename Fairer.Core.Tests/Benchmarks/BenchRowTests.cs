using Fairer.Benchmarks;
using Fairer.Benchmarks.Output;

namespace Fairer.Core.Tests.Benchmarks;

public class BenchRowTests
{
    private static readonly BenchRow Row = new() { What = "runs", Value = 120, Unit = "runs/min", How = "Counted." };

    [Fact]
    public void Of_rates_the_greater_is_better()
    {
        var row = Row.BesideRate(10, "PyTorch");
        Assert.Equal(12, row.Ratio);
        Assert.Equal(10, row.Beside);
    }

    [Fact]
    public void Of_times_the_smaller_is_better() => Assert.Equal(2, (Row with { Value = 3 }).BesideTime(6, "one worker").Ratio);

    [Theory]
    [InlineData(10, true)]
    [InlineData(12, true)]
    [InlineData(12.1, false)]
    public void A_goal_about_the_ratio_looks_at_the_ratio(double bound, bool met) =>
        Assert.Equal(met, (Row with { Goal = Goal.RatioAtLeast(bound) }).BesideRate(10, "PyTorch").Met);

    [Fact]
    public void A_goal_about_a_ratio_that_there_is_not_is_neither_met_nor_missed() =>
        Assert.Null((Row with { Goal = Goal.RatioAtLeast(10) }).Met);

    [Fact]
    public void A_goal_about_the_value_looks_at_the_value()
    {
        Assert.True((Row with { Goal = Goal.ValueAtLeast(120) }).Met);
        Assert.True((Row with { Goal = Goal.ValueAtMost(120) }).Met);
        Assert.False((Row with { Goal = Goal.ValueAtMost(119) }).Met);
        Assert.Null(Row.Met);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1234.6, "1,235")]
    [InlineData(120.4, "120")]
    [InlineData(68.54, "68.5")]
    [InlineData(1.849, "1.85")]
    [InlineData(0.1189, "0.119")]
    [InlineData(0.002, "0.002")]
    public void Numbers_have_three_digits_that_count(double value, string text) => Assert.Equal(text, RowText.Number(value));

    [Fact]
    public void Cells_read_like_sentences()
    {
        var row = (Row with { Goal = Goal.RatioAtLeast(10, aim: 14) }).BesideRate(10, "PyTorch");
        Assert.Equal(["runs", "120 runs/min", "10 runs/min (PyTorch)", "12×", "≥ 10× (aim 14×): met"], RowText.Cells(row));
    }

    [Fact]
    public void Cells_say_what_is_missing()
    {
        var row = Row with { Value = 65.26, Unit = "%", BesideLabel = "no PyTorch", Goal = Goal.ValueAtMost(20) };
        Assert.Equal(["runs", "65.3%", "no PyTorch", "", "≤ 20%: missed"], RowText.Cells(row));
    }
}
