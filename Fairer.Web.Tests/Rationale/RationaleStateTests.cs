using Fairer.Core.Rationale.Maps;
using Fairer.Web.Services.Rationale;

namespace Fairer.Web.Tests.Rationale;

public class RationaleStateTests
{
    private static RationaleState Read(string? run, string query, out string? fault) => RationaleState.Read(
        run,
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToDictionary(part => part[0], part => (string?)part[1]),
        out fault);

    [Fact]
    public void An_address_says_what_is_shown_and_what_is_shown_makes_the_address()
    {
        var state = new RationaleState { Run = 12, Beside = 15, Epoch = 3, Exact = true, Slice = LabelSlice.Label1, Layer = 2, Top = 40 };
        Assert.Equal("rationale/12?beside=15&epoch=3&by=exact&labels=1&layer=2&top=40", state.Address());
        Assert.Equal(state, Read("12", state.Address().Split('?')[1], out var fault));
        Assert.Null(fault);
        Assert.Equal("rationale", new RationaleState().Address());
        Assert.Equal(new RationaleState(), Read(null, "", out _));
    }

    [Theory]
    [InlineData("epoch=x", "epoch=x is not an epoch from 1")]
    [InlineData("epoch=0", "epoch=0 is not an epoch from 1")]
    [InlineData("beside=-3", "beside=-3 is not the number of a run")]
    [InlineData("by=guess", "by=guess is not 'exact' or 'taylor'")]
    [InlineData("labels=2", "labels=2 is not 0, 1 or 'all'")]
    [InlineData("top=21", "top=21 is not one of 5, 10, 20, 40, 80")]
    public void What_is_wrong_in_an_address_is_said_and_passed_over(string query, string expected)
    {
        Assert.Equal(new RationaleState { Run = 1 }, Read("1", query, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_a_number()
    {
        Assert.Null(Read("last", "", out var fault).Run);
        Assert.Equal("'last' is not the number of a run.", fault);
    }

    [Theory]
    [InlineData(2.5e-4, -3)]
    [InlineData(1e-3, -3)]
    [InlineData(0, 0)]
    public void Colours_span_whole_decades_up_to_the_greatest_value(double greatest, int high)
    {
        var layer = new LayerRationale(new Core.Models.LayerLayout(2, 1, 0), [0, greatest / 10], [greatest, 0]);
        Assert.Equal(new LogScale(high - 8, high), LogScale.Of([layer]));
    }
}
