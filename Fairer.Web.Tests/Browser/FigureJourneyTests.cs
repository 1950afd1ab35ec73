using System.Xml.Linq;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>The paper's figures and the comparison of widths, in a real browser.</summary>
public sealed class FigureJourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    private const float Patience = 240_000;
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public async Task A_figure_is_completed_and_taken_away_as_files()
    {
        var visitor = await VisitAsync("figures?figure=table1");
        var page = visitor.Page;
        var state = page.Locator("#figure-state");
        await Assertions.Expect(state).ToContainTextAsync("0 of 9 runs finished · 9 missing");
        await Axe.AssertAccessibleAsync(page);

        // Trained, then measured; the chart and the table fill.
        await page.GetByRole(AriaRole.Button, new() { Name = "Run what is missing" }).ClickAsync();
        await Assertions.Expect(state).ToContainTextAsync("Measuring parity scores", new() { Timeout = Patience });
        await Assertions.Expect(state).ToHaveTextAsync("9 of 9 runs finished", new() { Timeout = Patience });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run what is missing" })).ToBeDisabledAsync();
        await page.GetByLabel("The paper’s values").CheckAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(6); // three quantities, ours and the paper's
        await page.WaitForFunctionAsync("document.getElementById('chart-figure').data?.filter(trace => trace.meta.kind === 'mean' && trace.x.length === 3).length === 3");
        await page.WaitForFunctionAsync("document.getElementById('chart-figure').data?.filter(trace => trace.meta.kind === 'paper').length === 3");
        await Axe.AssertAccessibleAsync(page);

        var svg = XDocument.Parse(await TextAsync(page, "SVG")).Root!;
        Assert.Equal("svg", svg.Name.LocalName);
        Assert.Contains("Parity score", svg.Value, StringComparison.Ordinal);

        var png = await BytesAsync(page, "PNG");
        Assert.Equal(PngSignature, png[..8]);
        Assert.InRange((png[18] << 8) + png[19], 1000, 8000); // width
        Assert.InRange((png[22] << 8) + png[23], 500, 4000); // height

        var csv = (await TextAsync(page, "CSV")).TrimEnd('\n').Split('\n');
        Assert.Equal("figure,panel,series,origin,lambda,seeds,x_title,x,x_deviation,y_title,y,y_deviation", csv[0]);
        Assert.Equal(3 * 3, csv.Count(line => line.Contains(",ours,", StringComparison.Ordinal)));
        Assert.InRange(csv.Count(line => line.Contains(",paper,", StringComparison.Ordinal)), 3 * 6, 20);

        var tex = await TextAsync(page, "LaTeX");
        Assert.Contains("\\begin{tabular}{llcccccc}", tex, StringComparison.Ordinal);
        Assert.Contains("Similarity & ours & $", tex, StringComparison.Ordinal);

        // The address alone brings the same view back.
        Assert.EndsWith("figures?figure=table1&grid=quick&data=synthetic&paper=true", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Assertions.Expect(state).ToHaveTextAsync("9 of 9 runs finished");
        await Assertions.Expect(page.GetByLabel("The paper’s values")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Widths_are_trained_and_compared_at_equal_lambda_and_at_equal_gap()
    {
        var page = (await VisitAsync("widths?widths=5,20&lambda=0.2,0.6&seeds=0:1&epochs=3&steps=30")).Page;
        await Assertions.Expect(page.Locator("#plan")).ToContainTextAsync("16 runs of 3 epochs");
        await Axe.AssertAccessibleAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Train" }).ClickAsync();
        await Assertions.Expect(page.Locator("#widths-state")).ToHaveTextAsync("16 finished runs shown", new() { Timeout = Patience });
        await page.WaitForFunctionAsync("document.getElementById('chart-width').data?.filter(trace => trace.meta.kind === 'mean' && trace.x.length === 2).length === 6");
        await page.WaitForFunctionAsync("document.getElementById('chart-width-layers').data?.filter(trace => trace.meta.kind === 'mean').length === 6");

        // 120 features into 5 and 20 units.
        Assert.Equal("641,2861", await page.EvaluateAsync<string>("String(document.getElementById('chart-width').data.find(trace => trace.meta.kind === 'parameters').y)"));
        Assert.Equal("log", await page.EvaluateAsync<string>("document.getElementById('chart-width')._fullLayout.xaxis.type"));

        await page.GetByText("equal DP", new() { Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("document.getElementById('chart-width').layout.title.text.includes(' at DP ')");
        await Assertions.Expect(page.Locator("#widths-state")).ToContainTextAsync("points reach DP");
        Assert.Contains("at=gap", page.Url, StringComparison.Ordinal);
        await Axe.AssertAccessibleAsync(page);
    }

    private static async Task<byte[]> BytesAsync(IPage page, string kind)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = kind, Exact = true }).ClickAsync());
        Assert.StartsWith("fairer-table1-quick-synthetic.", download.SuggestedFilename, StringComparison.Ordinal);
        return await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation);
    }

    private static async Task<string> TextAsync(IPage page, string kind) => System.Text.Encoding.UTF8.GetString(await BytesAsync(page, kind));
}
