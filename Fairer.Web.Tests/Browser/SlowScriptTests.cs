using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A slow network: what the browser and the server say to each other crosses, and whoever goes on meanwhile loses nothing.</summary>
public sealed class SlowScriptTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task Whoever_goes_on_before_a_script_has_come_loses_nothing()
    {
        var page = (await VisitAsync()).Page;
        var dashboard = new DashboardPage(page);
        await dashboard.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 2);
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(3);

        // A run's panel is left for how it decides, and that for the runs.
        await using (await SlowScript.HoldAsync(page, "RunPanel", () => page.Locator("tr[data-run] button").First.ClickAsync()))
        {
            await page.Locator("#run-panel").GetByRole(AriaRole.Link, new() { Name = "How it decides" }).ClickAsync();
            await Assertions.Expect(page.Locator("section.pane")).ToHaveCountAsync(1);
        }

        await Assertions.Expect(page.Locator("section.pane svg.drawing")).ToBeVisibleAsync();
        page = (await VisitAsync()).Page;
        await using (await SlowScript.HoldAsync(page, "RationaleHeatMap", () => GoAsync(page, "Rationale")))
        {
            await GoAsync(page, "Runs");
        }

        await GoAsync(page, "Datasets");

        // The lower view is changed, and changed back.
        page = (await VisitAsync()).Page;
        await using (await SlowScript.HoldAsync(page, "ParallelCoordinates", () => page.Locator("label[for=below-parallel]").ClickAsync()))
        {
            await page.Locator("label[for=below-runs]").ClickAsync();
            await Assertions.Expect(page.Locator("tr[data-run]")).ToHaveCountAsync(3);
        }

        await page.Locator("label[for=below-parallel]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Slider).First).ToBeVisibleAsync();
        page = (await VisitAsync("runs")).Page;
        await using (await SlowScript.HoldAsync(page, "PlotlyChart", () => GoAsync(page, "Explore")))
        {
            await GoAsync(page, "Runs");
        }

        await GoAsync(page, "Explore");
        dashboard = new DashboardPage(page);
        await UntilAsync(async () => (await dashboard.TradeoffAsync()).FinishedRuns().Count == 3);

        // A talk begins as soon as it can.
        await using (await SlowScript.HoldAsync(page, "Present", () => GoAsync(page, "Present")))
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Present P" }).ClickAsync();
        }

        await Assertions.Expect(page.Locator("html[data-talk=on]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Whoever_goes_on_while_the_address_is_written_stays_there()
    {
        var page = (await VisitAsync()).Page;
        await new DashboardPage(page).Button("Train").WaitForAsync();

        // The click comes before what the server has said by then.
        await page.EvaluateAsync("() => { const write = fairer.readdress; fairer.readdress = address => { document.querySelector('nav a[href=runs]').click(); write(address); window.crossed = true; }; }");
        var pages = await page.EvaluateAsync<int>("history.length");
        await page.Locator("label[for=layers-per-layer]").ClickAsync();
        await page.WaitForFunctionAsync("window.crossed");

        await Assertions.Expect(page.Locator(Of("Runs"))).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(500);
        Assert.Equal("/runs", new Uri(page.Url).AbsolutePath);
        Assert.Equal(pages + 1, await page.EvaluateAsync<int>("history.length"));

        // Whoever stays has what is chosen in the address, and in no history.
        page = (await VisitAsync()).Page;
        await new DashboardPage(page).Button("Train").WaitForAsync();
        pages = await page.EvaluateAsync<int>("history.length");
        await page.Locator("label[for=layers-by-epoch]").ClickAsync();
        await page.WaitForFunctionAsync("location.search.includes('beside=epochs')");
        Assert.Equal(pages, await page.EvaluateAsync<int>("history.length"));
    }

    private static async Task GoAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.Locator("nav a.active")).ToContainTextAsync(name);
        await Assertions.Expect(page.Locator(Of(name))).ToBeVisibleAsync();
    }

    private static string Of(string name) => name switch
    {
        "Explore" => ".explore",
        "Rationale" => ".rationale svg.drawing",
        "Runs" => ".runs-page",
        "Datasets" => ".datasets",
        _ => ".present",
    };

    /// <summary>A component's script that comes only when this is disposed of.</summary>
    private sealed class SlowScript(IPage page, string address) : IAsyncDisposable
    {
        private readonly TaskCompletionSource _asked = new();
        private readonly TaskCompletionSource _coming = new();

        public static async Task<SlowScript> HoldAsync(IPage page, string component, Func<Task> ask)
        {
            var address = $"**/{component}.razor.js";
            var script = new SlowScript(page, address);
            await page.RouteAsync(address, async route =>
            {
                script._asked.TrySetResult();
                await script._coming.Task;
                await route.ContinueAsync();
            });
            await ask();
            await script._asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            return script;
        }

        public async ValueTask DisposeAsync()
        {
            var come = page.WaitForResponseAsync(address);
            _coming.SetResult();
            await come;
        }
    }
}
