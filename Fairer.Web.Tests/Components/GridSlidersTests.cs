using Bunit;
using Fairer.Web.Components.Controls;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class GridSlidersTests : IAsyncDisposable
{
    private readonly PageContext _page = new();
    private string? _text;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task Thumbs_and_step_write_the_text()
    {
        var slider = Render("0.2:0.6:0.1");
        Assert.Equal(("0.2", "0.6", "0.1"), Shown(slider));

        await slider.Find("#lambda-from").InputAsync("0.1");
        Assert.Equal("0.1:0.6:0.1", _text);

        await slider.Find("#lambda-step").ChangeAsync("0.05");
        Assert.Equal("0.1:0.6:0.05", _text);

        await slider.Find("#lambda-to").InputAsync("0.1");
        Assert.Equal("0.1", _text);
    }

    [Theory]
    [InlineData("0.4", "0.4", "0.4", "0.05")]
    [InlineData("0, 0.3", "0", "0.3", "0.3")]
    [InlineData("0.1, 0.2, 0.7", "0.1", "0.7", "")]
    [InlineData("0:2:0.5", "0", "2", "0.5")]
    public void The_text_moves_thumbs_and_step(string text, string from, string to, string step) =>
        Assert.Equal((from, to, step), Shown(Render(text)));

    [Fact]
    public void A_text_that_is_none_leaves_the_thumbs()
    {
        var slider = Render("0.2:0.6:0.1");

        slider.Render(parameters => parameters.Add(s => s.Text, "0.2:"));

        Assert.Equal(("0.2", "0.6", "0.1"), Shown(slider));
    }

    [Fact]
    public void The_grid_has_a_dot_for_each_pair()
    {
        var grid = _page.Render<GridSliders>(parameters => parameters.Add(g => g.Lambdas, "0:0.4:0.1").Add(g => g.Betas, "0,0.01,0.02"));

        Assert.Equal(15, grid.FindAll("circle").Count);
        Assert.Equal("5 × 3 = 15 points", grid.Find("summary span").TextContent);
    }

    private static (string?, string?, string?) Shown(IRenderedComponent<RangeSlider> slider) => (
        slider.Find("#lambda-from").GetAttribute("value"), slider.Find("#lambda-to").GetAttribute("value"), slider.Find("#lambda-step").GetAttribute("value"));

    private IRenderedComponent<RangeSlider> Render(string text) => _page.Render<RangeSlider>(parameters => parameters
        .Add(s => s.Name, "lambda").Add(s => s.Symbol, "λ").Add(s => s.Text, text).Add(s => s.Steps, [0.05, 0.1]).Add(s => s.OnText, written => _text = written));
}
