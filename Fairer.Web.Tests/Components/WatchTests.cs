using Bunit;
using Fairer.Core.Sweeps;
using Fairer.Web.Components.Pages;
using Fairer.Web.Tests.Support;

namespace Fairer.Web.Tests.Components;

public sealed class WatchTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageContext _page = new();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private IRenderedComponent<Watch> Watch(string which) => _page.Render<Watch>(parameters => parameters.Add(page => page.Which, which));

    [Fact]
    public async Task A_sweep_is_watched_as_it_grows_and_nothing_on_the_page_changes_it()
    {
        await _page.Sweeps.StartAsync(Samples.Sweep(), CancellationToken.None);
        var page = Watch("1");
        Assert.Equal("0 of 33 runs finished", page.Find("[role=status]").TextContent);

        _page.Sweeps.Change(1, run => run.Id == 1, run => Samples.Train(run, 10, RunStatus.Finished));
        await page.WaitForAssertionAsync(() => Assert.StartsWith("1 of 33 runs finished", page.Find("[role=status]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("button, input, select, textarea, form"));
    }

    [Fact]
    public async Task The_recorded_one_is_there_without_any_store()
    {
        var page = Watch("recorded");
        Assert.Equal("Recorded sweep · Synthetic census · DP", page.Find("h2").TextContent);
        await Wait.UntilAsync(() => Assert.Equal(2, _page.Drawn.Count(drawn => drawn.Contains("dralign", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("7", "There is no sweep “7” here")]
    [InlineData("x", "There is no sweep “x” here")]
    [InlineData("last", "Nothing has been trained yet")]
    public void What_is_not_there_is_said(string which, string message) =>
        Assert.Contains(message, Watch(which).Find(".empty").TextContent, StringComparison.Ordinal);
}
