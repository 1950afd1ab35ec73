using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A dashboard with so many viewers that the charts of all come by a feed.</summary>
public sealed class CrowdJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task Charts_grow_for_many_viewers_points_open_their_runs_and_few_see_the_same()
    {
        const int Runs = 6; // ERM and two methods, each with two seeds
        var clock = Stopwatch.StartNew();
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        var watch = await visitor.Page.Context.NewPageAsync();
        await watch.GotoAsync(new Uri(Dashboard.Address, "watch/last").ToString());
        await watch.GetByText("Nothing has been trained yet").WaitForAsync();

        // They count, and have nothing to draw.
        var crowd = await visitor.Page.Context.NewPageAsync();
        await crowd.GotoAsync(new Uri(Dashboard.Address, "favicon.svg").ToString());
        await crowd.EvaluateAsync("count => { for (let i = 0; i < count; i++) { const viewer = document.createElementNS('http://www.w3.org/1999/xhtml', 'iframe'); viewer.src = '/watch/99'; document.documentElement.append(viewer); } }", 18);
        foreach (var viewer in crowd.Frames.Skip(1))
        {
            await viewer.GetByText("There is no sweep").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"The crowd is there after {clock.Elapsed.TotalSeconds:0} s.");
        await visitor.Page.BringToFrontAsync();
        await visitor.Page.EvaluateAsync("() => { window.feeds = []; const Real = WebSocket; window.WebSocket = class extends Real { constructor(...how) { super(...how); window.feeds.push(this); this.addEventListener('message', () => { this.heard = true; }); } }; }");
        var fed = FeedAsync(visitor.Page, "Whole");
        await page.FillInAsync(lambdas: "0.4", seeds: "0:1", epochs: 40);
        await page.Button("Train").ClickAsync();
        await fed;
        await UntilAsync(async () => (await page.TradeoffAsync()).RunningRuns().Count > 0);
        await UntilAsync(async () => (await page.SimilarityAsync()).RunningRuns().Count > 0);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count > 0);

        // Whoever chooses a view of its own has it at once, and goes back to what all see.
        fed = FeedAsync(visitor.Page, "Layers");
        await visitor.Page.GetByText("per layer", new() { Exact = true }).ClickAsync();
        var left = EndAsync(await fed);
        await Assertions.Expect(visitor.Page.Locator("#chart-similarity")).ToContainTextAsync("layer 3");
        await visitor.Page.Locator("tr[data-run]").First.ClickAsync();
        await left;
        fed = FeedAsync(visitor.Page, "Layers");
        await visitor.Page.Locator("#close-run").ClickAsync();
        var last = await fed;

        // A feed that breaks is asked for again.
        await visitor.Page.WaitForFunctionAsync("window.feeds.at(-1).heard");
        fed = FeedAsync(visitor.Page, "Layers");
        await visitor.Page.EvaluateAsync("window.feeds.at(-1).close(4000)");
        await fed;
        await page.WaitUntilFinishedAsync(Runs);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == Runs);

        // The page to watch has them by the same way.
        var watching = new DashboardPage(watch);
        await watch.BringToFrontAsync();
        await UntilAsync(async () => (await watching.TradeoffAsync()).FinishedRuns().Count == Runs);
        Assert.Equal((await page.TradeoffAsync()).FinishedRuns(), (await watching.TradeoffAsync()).FinishedRuns());

        // A point that came by the feed opens its run.
        await visitor.Page.BringToFrontAsync();
        var run = (await page.TradeoffAsync()).FinishedRuns().Keys.Max();
        await visitor.Page.EvaluateAsync(
            "run => { const chart = document.getElementById('chart-ap'); const at = chart.data.flatMap(trace => trace.meta.kind === 'run' ? trace.meta.ids.map((id, i) => ({ id, i, trace })) : []).find(point => point.id === run); chart.emit('plotly_click', { points: [{ fullData: at.trace, data: at.trace, pointIndex: at.i }] }); }",
            run);
        await Assertions.Expect(visitor.Page.Locator("#close-run")).ToBeVisibleAsync();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"run={run}"), await AddressAsync(visitor.Page, "run="), StringComparison.Ordinal);
        fed = FeedAsync(visitor.Page, "Layers");
        await visitor.Page.Locator("#close-run").ClickAsync();
        left = EndAsync(await fed);
        Assert.True(last.IsClosed);

        TestContext.Current.TestOutputHelper?.WriteLine($"Seen by many after {clock.Elapsed.TotalSeconds:0} s.");

        // Once the others have left, it is drawn as for one.
        await crowd.CloseAsync();
        await watch.CloseAsync();

        await page.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 2);
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(3);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == 3);
        await left;
        TestContext.Current.TestOutputHelper?.WriteLine($"All of it took {clock.Elapsed.TotalSeconds:0} s.");
    }

    private static Task<IWebSocket> FeedAsync(IPage page, string mode) =>
        page.WaitForWebSocketAsync(new() { Predicate = socket => socket.Url.Contains($"/charts?mode={mode}", StringComparison.Ordinal) });

    private static Task EndAsync(IWebSocket socket)
    {
        var ended = new TaskCompletionSource();
        socket.Close += (_, _) => ended.TrySetResult();
        return socket.IsClosed ? Task.CompletedTask : ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static async Task<string> AddressAsync(IPage page, string part)
    {
        await page.WaitForURLAsync(url => url.Contains(part, StringComparison.Ordinal));
        return page.Url;
    }
}
