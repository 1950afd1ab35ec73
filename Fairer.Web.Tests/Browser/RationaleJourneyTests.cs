using System.Globalization;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>A person looks at how one run decides, and then at two, in a real browser.</summary>
/// <remarks>Where <c>FAIRER_SCREENSHOTS</c> names a folder, pictures go there.</remarks>
public sealed class RationaleJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private const float Patience = 120_000;

    [Fact]
    public async Task From_no_run_to_a_run_its_epochs_its_exact_parity_and_the_run_beside_it()
    {
        var visitor = await VisitAsync("rationale");
        var page = visitor.Page;
        await Assertions.Expect(page.GetByText("There is no finished run yet")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Pictures.TakeAsync(page, "rationale-empty");

        await page.GetByRole(AriaRole.Link, new() { Name = "first page" }).ClickAsync();
        var dashboard = new DashboardPage(page);
        await (Pictures.Folder is null
            ? dashboard.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 4)
            : dashboard.FillInAsync(lambdas: "0.4", seeds: "0", epochs: 10, width: 200));
        await dashboard.Button("Train").ClickAsync();
        await dashboard.WaitUntilFinishedAsync(3);
        RunState fair, aligned;
        using (var store = ResultStore.Open(Dashboard.StoreFile))
        {
            var runs = store.Load().Runs;
            (fair, aligned) = (runs.Single(run => run.Spec.Method == "fairreg"), runs.Single(run => run.Spec.Method == "dralign"));
        }

        // From the run to how it decides. The reported epoch, as stored: its similarity is the report's.
        await page.Locator($"tr[data-run='{fair.Id}'] button").ClickAsync();
        await page.Locator("#run-panel").GetByRole(AriaRole.Link, new() { Name = "How it decides" }).ClickAsync();
        var pane = page.Locator("section.pane").First;
        await Assertions.Expect(pane.Locator("svg.drawing")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(pane.Locator(".facts")).ToContainTextAsync($"epoch {fair.Selected!.Epoch}, reported");
        await Assertions.Expect(pane.Locator(".facts")).ToContainTextAsync(fair.Selected.Similarity.ToString("0.000", CultureInfo.InvariantCulture));
        await Assertions.Expect(pane.Locator("h3").First).ToContainTextAsync($"cos {fair.Selected.LayerCosines[0].ToString("0.000", CultureInfo.InvariantCulture)}");
        Assert.True(await pane.Locator("path.line").CountAsync() >= 3 * 20);
        Assert.True(await pane.Locator("table tbody tr").CountAsync() > 20);
        await Assertions.Expect(pane.Locator("table")).ToContainTextAsync("=");
        Assert.True(await ColoursAsync(page, "zero") > 5, "The heat map is painted.");
        await pane.Locator("canvas[data-kind=one]").HoverAsync();
        await Assertions.Expect(pane.Locator(".tip")).ToContainTextAsync("→ unit 1.");
        await Pictures.TakeAsync(page, "rationale");
        await Axe.AssertAccessibleAsync(page);

        // Another epoch needs the run trained once more, which gives the stored network.
        await page.Locator("#epoch").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(pane.Locator(".facts")).ToContainTextAsync("epoch 1", new() { Timeout = Patience });
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("epoch=1$"));
        await Assertions.Expect(pane.Locator(".check")).ToContainTextAsync("to the last bit", new() { Timeout = Patience });
        await Assertions.Expect(pane.Locator("h3").First).ToContainTextAsync($"cos {fair.Epochs[0].LayerCosines[0].ToString("0.000", CultureInfo.InvariantCulture)}");
        await page.Keyboard.PressAsync(" ");
        await Assertions.Expect(pane.Locator(".facts")).ToContainTextAsync($"epoch {fair.Epochs.Length}", new() { Timeout = Patience });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Play the training" })).ToBeVisibleAsync(new() { Timeout = Patience });

        // Exact parity is measured on request and then stored.
        await page.Locator("label[for='reading-Exact']").ClickAsync();
        await pane.GetByRole(AriaRole.Button, new() { Name = "Measure" }).ClickAsync();
        await Assertions.Expect(pane.Locator(".facts")).ToContainTextAsync("parity score", new() { Timeout = Patience });
        using (var store = ResultStore.Open(Dashboard.StoreFile))
        {
            Assert.Equal(fair.Selected.Epoch, store.Parity(fair.Id)?.Epoch);
        }

        // The run beside it is suggested.
        await page.Locator("label[for='reading-Taylor']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare with DRAlign(ΔDP)" }).ClickAsync();
        await Assertions.Expect(page.Locator("section.pane svg.drawing")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"rationale/{fair.Id}\\?beside={aligned.Id}"));
        await Assertions.Expect(page.Locator("section.pane").Last.Locator("h2")).ToContainTextAsync("DRAlign(ΔDP)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reported epoch" }).ClickAsync();
        await Assertions.Expect(page.Locator("section.pane").Last.Locator(".facts")).ToContainTextAsync($"epoch {aligned.Selected!.Epoch}, reported", new() { Timeout = Patience });
        await Pictures.TakeAsync(page, "rationale-compare");
        await Axe.AssertAccessibleAsync(page);

        // The address brings the same view to somebody else.
        var other = (await VisitAsync($"rationale/{fair.Id}?beside={aligned.Id}&layer=3&epoch=x")).Page;
        await Assertions.Expect(other.Locator("section.pane svg.drawing")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Assertions.Expect(other.Locator("section.pane h3").First).ToContainTextAsync("output");
        await Assertions.Expect(other.Locator(".message")).ToContainTextAsync("epoch=x is not an epoch");
    }

    private static Task<int> ColoursAsync(IPage page, string kind) => page.EvaluateAsync<int>(
        $$"""
        (() => {
            const canvas = document.querySelector('canvas[data-kind={{kind}}]');
            const data = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
            return new Set(data).size;
        })()
        """);
}
