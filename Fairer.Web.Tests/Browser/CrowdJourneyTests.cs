using System.Globalization;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A dashboard with so many viewers that the charts of all come by a feed.</summary>
public sealed class CrowdJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task Charts_grow_for_many_viewers_points_open_their_runs_and_few_see_the_same()
    {
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        List<IPage> crowd = [];
        for (var i = 0; i < 15; i++)
        {
            crowd.Add(await visitor.Page.Context.NewPageAsync());
            await crowd[i].GotoAsync(new Uri(Dashboard.Address, i == 0 ? "watch/last" : "watch/99").ToString());
            await crowd[i].GetByText(i == 0 ? "Nothing has been trained yet" : "There is no sweep").WaitForAsync();
        }

        await visitor.Page.BringToFrontAsync();
        var fed = visitor.Page.WaitForWebSocketAsync(new() { Predicate = socket => socket.Url.Contains("/charts?mode=Whole", StringComparison.Ordinal) });
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0:1", epochs: 60);
        await page.Button("Train").ClickAsync();
        await fed;
        await UntilAsync(async () => (await page.TradeoffAsync()).RunningRuns().Count > 0);
        await UntilAsync(async () => (await page.SimilarityAsync()).RunningRuns().Count > 0);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count > 0);

        // Whoever chooses a view of its own has it at once, and goes back to what all see.
        var feeds = visitor.Page.WaitForWebSocketAsync(new() { Predicate = socket => socket.Url.Contains("/charts?mode=Layers", StringComparison.Ordinal) });
        await visitor.Page.GetByText("per layer", new() { Exact = true }).ClickAsync();
        await feeds;
        await Assertions.Expect(visitor.Page.Locator("#chart-similarity")).ToContainTextAsync("layer 3");
        await visitor.Page.Locator("tr[data-run]").First.ClickAsync();
        await visitor.Page.Locator("#close-run").ClickAsync();
        await page.WaitUntilFinishedAsync(10);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == 10);

        // The page to watch has them by the same way.
        var watching = new DashboardPage(crowd[0]);
        await crowd[0].BringToFrontAsync();
        await UntilAsync(async () => (await watching.TradeoffAsync()).FinishedRuns().Count == 10);
        Assert.Equal((await page.TradeoffAsync()).FinishedRuns(), (await watching.TradeoffAsync()).FinishedRuns());

        // A point that came by the feed opens its run.
        await visitor.Page.BringToFrontAsync();
        var run = (await page.TradeoffAsync()).FinishedRuns().Keys.Max();
        await visitor.Page.EvaluateAsync(
            "run => { const chart = document.getElementById('chart-ap'); const at = chart.data.flatMap(trace => trace.meta.kind === 'run' ? trace.meta.ids.map((id, i) => ({ id, i, trace })) : []).find(point => point.id === run); chart.emit('plotly_click', { points: [{ fullData: at.trace, data: at.trace, pointIndex: at.i }] }); }",
            run);
        await Assertions.Expect(visitor.Page.Locator("#close-run")).ToBeVisibleAsync();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"run={run}"), await AddressAsync(visitor.Page, "run="), StringComparison.Ordinal);
        await visitor.Page.Locator("#close-run").ClickAsync();

        // Once the others have left, it is drawn as for one.
        var before = (await page.TradeoffAsync()).FinishedRuns();
        foreach (var other in crowd)
        {
            await other.CloseAsync();
        }

        await page.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 2);
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(3);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == 3);
        Assert.NotEqual(before.Count, (await page.TradeoffAsync()).FinishedRuns().Count);
    }

    private static async Task<string> AddressAsync(IPage page, string part)
    {
        await page.WaitForURLAsync(url => url.Contains(part, StringComparison.Ordinal));
        return page.Url;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
