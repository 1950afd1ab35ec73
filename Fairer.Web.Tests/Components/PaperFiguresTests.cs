using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Pages;
using Fairer.Web.Services.Figures;
using Fairer.Web.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Fairer.Web.Tests.Components;

public sealed class PaperFiguresTests : IAsyncDisposable
{
    private readonly PageContext _page = new();

    private NavigationManager Navigation => _page.Services.GetRequiredService<NavigationManager>();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task An_empty_figure_says_how_much_is_missing_and_offers_no_file()
    {
        var page = _page.Render<PaperFigures>();

        Assert.StartsWith("0 of 24 runs finished · 24 missing, about ", page.Find("#figure-state").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".files a"));
        Assert.All(page.FindAll(".files button"), button => Assert.True(button.HasAttribute("disabled")));
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("press Run what is missing", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_missing_is_trained_and_fills_the_figure()
    {
        var page = _page.Render<PaperFigures>();

        await page.Find(".work .primary").ClickAsync();
        await Wait.UntilAsync(() => Assert.Equal(24, _page.Sweeps.Runs(1).Count()));
        await Wait.UntilAsync(() => Assert.Contains("0 of 24 runs finished", page.Find("#figure-state").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".work .primary"));

        _page.Sweeps.Change(1, run => run.Spec.Method == "erm", run => Samples.Train(run, 5, RunStatus.Finished));
        await Wait.UntilAsync(() => Assert.StartsWith("3 of 24 runs finished", page.Find("#figure-state").TextContent, StringComparison.Ordinal));
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("study-0-0-ours-erm", StringComparison.Ordinal)));

        _page.Sweeps.Change(1, _ => true, run => Samples.Train(run, 5, RunStatus.Finished));
        await Wait.UntilAsync(() => Assert.Equal("24 of 24 runs finished", page.Find("#figure-state").TextContent));
        Assert.True(page.Find(".work .primary").HasAttribute("disabled"));
        Assert.Equal(
            ["figures/fig2.svg?grid=quick&data=synthetic", "figures/fig2.png?grid=quick&data=synthetic", "figures/fig2.csv?grid=quick&data=synthetic", "figures/fig2.tex?grid=quick&data=synthetic"],
            page.FindAll(".files a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Cancel_stops_the_figures_sweep()
    {
        var page = _page.Render<PaperFigures>();
        await page.Find(".work .primary").ClickAsync();
        await Wait.UntilAsync(() => Assert.NotEmpty(_page.Sweeps.Runs(1)));
        await Wait.UntilAsync(() => Assert.Equal("Cancel", page.Find(".work button").TextContent));

        await page.Find(".work button").ClickAsync();

        await Wait.UntilAsync(() => Assert.All(_page.Sweeps.Runs(1), run => Assert.Equal(RunStatus.Cancelled, run.Status)));
        await Wait.UntilAsync(() => Assert.Contains("24 missing", page.Find("#figure-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_chosen_is_in_the_address_and_the_other_way_round()
    {
        Navigation.NavigateTo("figures?figure=table1&grid=paper&data=synthetic&paper=true");
        var page = _page.Render<PaperFigures>();

        Assert.True(page.Find("#figure-Table-1").HasAttribute("checked"));
        Assert.True(page.Find("#paper").HasAttribute("checked"));
        Assert.Contains("60 missing", page.Find("#figure-state").TextContent, StringComparison.Ordinal);
        Assert.Contains("60 parity scores to measure", page.Find("#figure-state").TextContent, StringComparison.Ordinal);
        await Wait.UntilAsync(() => Assert.Contains(_page.Drawn, drawn => drawn.Contains("as the paper prints it", StringComparison.Ordinal)));

        await page.Find("#grid-quick").ChangeAsync("on");
        Assert.EndsWith("figures?figure=table1&grid=quick&data=synthetic&paper=true", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_that_is_none_is_said_to_be_none()
    {
        Navigation.NavigateTo("figures?figure=fig9");

        var page = _page.Render<PaperFigures>();

        Assert.Equal("There is no figure 'fig9'; there are fig2, table1, fig3, fig4a, fig4b.", page.Find("[role=alert]").TextContent);
    }

    [Fact]
    public void Missing_data_is_offered_or_explained_and_the_rest_can_be_trained()
    {
        Navigation.NavigateTo("figures?figure=fig3&data=adult");

        var page = _page.Render<PaperFigures>();

        Assert.Equal("Nothing of this figure can be trained here yet.", page.Find("#figure-state").TextContent);
        Assert.Equal(2, page.FindAll(".download").Count); // Adult and Credit
        Assert.Contains("CelebA", page.Find(".missing details").TextContent, StringComparison.Ordinal);
        Assert.Contains("img_align_celeba", page.Find(".missing details p").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("fig2", "full", null, "There is no grid 'full'; there are quick and paper.")]
    [InlineData("fig2", null, "credit", "The paper's figures cannot be drawn from 'credit'; they can from adult and synthetic.")]
    public void Words_that_nobody_understands_are_named(string? figure, string? grid, string? data, string? fault) =>
        Assert.Equal(fault, FigureChoice.Read(figure, grid, data, paper: false, _page.Services.GetRequiredService<Core.Data.KnownDatasets>()).Fault);
}
