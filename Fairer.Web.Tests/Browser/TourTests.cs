using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>The README's tour: ten scenes, each reached by its address, each shown in light and dark.</summary>
/// <remarks>Where <c>FAIRER_SCREENSHOTS</c> names a folder, larger sweeps are trained and the scenes' pictures go there:
/// <c>./fairer screenshots</c> makes the README's this way.</remarks>
public sealed class TourTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private static readonly bool Large = Pictures.Folder is not null;

    private IPage _page = null!;

    [Fact]
    public async Task Every_scene_is_reached_by_its_address()
    {
        _page = (await VisitAsync()).Page;
        var (width, epochs) = Large ? (200, 10) : (10, 2);
        var sweep = await TrainAsync($"?networks={width}&lambda={(Large ? "0.2:0.6:0.1&seeds=0:2" : "0.2,0.4&seeds=0")}&beta=0.05&epochs={epochs}");
        var map = await TrainAsync($"?methods=dralign&networks={(Large ? "50&lambda=0:0.6:0.1&beta=0:0.05:0.01" : "10&lambda=0,0.4&beta=0,0.05")}&seeds=0&epochs={epochs}&beside=map");
        var (fair, aligned) = (RunOf("fairreg"), RunOf("dralign"));

        await GoAsync($"?networks={width}&lambda=0.2:0.6:0.1&beta=0.05&seeds=0:2&sweep={sweep}");
        await SceneAsync("explore", "#chart-ap .scatterlayer .point", "#chart-similarity .scatterlayer .point");

        await GoAsync($"?sweep={sweep}&run={aligned.Id}&beside=layers");
        await SceneAsync("run", "#run-panel figure");

        await GoAsync($"?methods=dralign&networks=50&lambda=0:0.6:0.1&beta=0:0.05:0.01&seeds=0&sweep={map}&beside=map&below=parallel");
        await SceneAsync("map", ".heat-map g.cell:not(.none)", ".parallel *");

        await GoAsync("figures?figure=table1&data=synthetic&paper=true");
        if (Large)
        {
            await _page.GetByRole(AriaRole.Button, new() { Name = "Run what is missing" }).ClickAsync();
            await Assertions.Expect(_page.Locator("#figure-state")).ToHaveTextAsync("9 of 9 runs finished", new() { Timeout = 300_000 });
        }

        await SceneAsync("figures", "#chart-figure .scatterlayer .point");

        await TrainAsync($"widths?widths={(Large ? "5,10,20,50,100,200,500&seeds=0:2" : "5,10&seeds=0")}&lambda=0.4&epochs={epochs}");
        await SceneAsync("widths", "#chart-width .scatterlayer .point", "#chart-width-layers .scatterlayer .point");

        await GoAsync($"rationale/{fair.Id}?beside={aligned.Id}");
        await SceneAsync("rationale", "section.pane:nth-of-type(2) svg.drawing path.line", "section.pane:nth-of-type(2) canvas");

        await GoAsync("runs");
        foreach (var method in new[] { "FairReg", "DRAlign" })
        {
            await _page.Locator("tr[data-run]", new() { HasText = method }).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        }

        await _page.Locator("#runs-compare").ClickAsync();
        await SceneAsync("runs", ".comparison tbody tr", "#chart-epochs .scatterlayer .trace");

        await GoAsync("datasets");
        await SceneAsync("datasets", ".tiles", ".groups tbody tr");

        await GoAsync("system");
        await SceneAsync("system", ".line");

        await GoAsync("present?step=5&talk=on");
        await Assertions.Expect(_page.Locator(".where")).ToContainTextAsync("33 of 33 runs", new() { Timeout = 300_000 });
        await SceneAsync("talk", "#talk-ap .scatterlayer .point", "#talk-similarity .scatterlayer .point");
    }

    private RunState RunOf(string method) => Stored().Runs.First(run => run.Spec.Method == method && run.Spec.Lambda == 0.4);

    private async Task GoAsync(string address) => await _page.GotoAsync(new Uri(Dashboard.Address, address).ToString());

    private async Task<long> TrainAsync(string address)
    {
        await GoAsync(address);
        var before = Stored().Sweeps.Count;
        await _page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        while (Stored() is var stored && (stored.Sweeps.Count == before || stored.Runs.Any(run => run.Status != RunStatus.Finished)))
        {
            Assert.DoesNotContain(stored.Runs, run => run.Status is RunStatus.Failed or RunStatus.Cancelled);
            await Task.Delay(200, limit.Token);
        }

        return before + 1;
    }

    private StoreChanges Stored()
    {
        using var store = ResultStore.Open(Dashboard.StoreFile);
        return store.Load();
    }

    private async Task SceneAsync(string name, params string[] shown)
    {
        foreach (var selector in shown)
        {
            await _page.Locator(selector).First.WaitForAsync(new() { Timeout = 60_000, State = WaitForSelectorState.Attached });
        }

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Assertions.Expect(_page.Locator("html")).ToHaveAttributeAsync("data-theme", scheme == ColorScheme.Light ? "light" : "dark");
        }

        await Pictures.TakeInThisSizeAsync(_page, name);
    }
}
