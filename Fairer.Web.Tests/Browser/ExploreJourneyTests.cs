using System.IO.Compression;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>The first page's ways of looking at a sweep, in a real browser.</summary>
public sealed class ExploreJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task From_the_map_to_a_run_its_weights_and_a_link_that_shows_the_same()
    {
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await visitor.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Button("λ × β map").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#plan")).ToContainTextAsync("42 runs");
        await page.FillInAsync(lambdas: "0, 0.4", seeds: "0", epochs: 2);
        await visitor.Page.GetByLabel("Alignment β").FillAsync("0, 0.05");

        // The sliders follow the text, and write it. The step comes with the value: a key pressed before would go by the
        // preset's.
        await Assertions.Expect(visitor.Page.GetByLabel("β to")).ToHaveValueAsync("0.05");
        await Assertions.Expect(visitor.Page.GetByLabel("λ to")).ToHaveValueAsync("0.4");
        await Assertions.Expect(visitor.Page.GetByLabel("λ to")).ToHaveAttributeAsync("step", "0.4");
        await visitor.Page.GetByLabel("λ to").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(visitor.Page.GetByLabel("Fairness λ")).ToHaveValueAsync("0:0.8:0.4");
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(visitor.Page.GetByLabel("Fairness λ")).ToHaveValueAsync("0:0.4:0.4");
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(4);

        // The map, by the keyboard; Enter opens the cell's run, Esc closes it, and the focus is back.
        var map = visitor.Page.Locator(".heat-map");
        await Assertions.Expect(map.Locator("g.cell:not(.none)")).ToHaveCountAsync(4);
        await map.Locator("g.cell[tabindex='0']").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(map.Locator(".about")).ToContainTextAsync("λ 0.4, β 0: AP");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#run-title")).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator("#run-panel figure")).ToHaveCountAsync(4);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.Locator("#run-panel")).ToHaveCountAsync(0);
        await Assertions.Expect(map.Locator("g.cell[tabindex='0']")).ToBeFocusedAsync();

        await visitor.Page.Locator("label", new() { HasText = "parallel" }).ClickAsync();

        // A point of the chart opens its run too, and its weights can be had.
        var run = (await page.TradeoffAsync()).FinishedRuns().Keys.First();
        await ClickPointAsync(visitor.Page, run);
        await Assertions.Expect(visitor.Page.Locator("#run-title")).ToContainTextAsync($"Run {run}");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Weights as .npz" }).ClickAsync());
        using (var zip = await ZipFile.OpenReadAsync(await download.PathAsync(), Cancellation))
        {
            Assert.Equal(
                ["layer1.weight.npy", "layer1.bias.npy", "layer2.weight.npy", "layer2.bias.npy", "layer3.weight.npy", "layer3.bias.npy", "epoch.npy"],
                zip.Entries.Select(entry => entry.Name));
        }

        // A range on an axis leaves runs out of the charts.
        var handle = visitor.Page.GetByRole(AriaRole.Slider, new() { Name = "λ from" }).Last;
        await handle.FocusAsync();
        for (var i = 0; i < 3; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Shift+ArrowUp"); // a tenth of the axis each
        }

        await Assertions.Expect(visitor.Page.Locator(".filtered")).ToContainTextAsync("2 of 4 runs");

        // The link, in another browser: the same, while the first page stays as it is.
        await page.Button("Copy link").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Copied")).ToBeVisibleAsync();
        var link = await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        var other = await VisitAsync(link[Dashboard.Address.ToString().Length..]);
        await Assertions.Expect(other.Page.Locator("#run-title")).ToContainTextAsync($"Run {run}");
        await Assertions.Expect(other.Page.Locator(".heat-map")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.Locator(".filtered")).ToContainTextAsync("2 of 4 runs");
        await Assertions.Expect(other.Page.GetByLabel("Fairness λ")).ToHaveValueAsync("0:0.4:0.4");
        await Assertions.Expect(other.Page.GetByLabel("Epochs", new() { Exact = true })).ToHaveValueAsync("2");
        await Assertions.Expect(other.Page.Locator(".faults")).ToHaveCountAsync(0);
    }

    private static async Task ClickPointAsync(IPage page, long run)
    {
        // Where plotly has drawn it: the axes know.
        var place = await page.EvaluateAsync<double[]>(
            """
            run => {
              const chart = document.getElementById('chart-ap');
              const { xaxis, yaxis } = chart._fullLayout;
              const trace = chart.data.find(one => one.meta.kind === 'run' && one.meta.ids.includes(run));
              const i = trace.meta.ids.indexOf(run);
              const box = chart.getBoundingClientRect();
              return [box.left + xaxis._offset + xaxis.l2p(trace.x[i]), box.top + yaxis._offset + yaxis.l2p(trace.y[i])];
            }
            """,
            run);
        await page.Mouse.MoveAsync((float)place[0], (float)place[1]);
        await page.Mouse.ClickAsync((float)place[0], (float)place[1]);
    }
}
