using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>How the dashboard looks with a sweep on it, in light and dark.</summary>
public sealed class AppearanceTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task Light_and_dark_show_the_same_sweep_without_scrolling_sideways()
    {
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0", epochs: 2);
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(5);

        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await LookAsync(visitor.Page, "light");
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await LookAsync(visitor.Page, "dark");

        Assert.True(light.Background > 200, $"The light page's background is {light.Background} of 255.");
        Assert.True(dark.Background < 60, $"The dark page's background is {dark.Background} of 255.");
        Assert.NotEqual(light.ChartBackground, dark.ChartBackground);
        foreach (var (width, height) in new[] { (1920, 1080), (1280, 720), (390, 844) })
        {
            await visitor.Page.SetViewportSizeAsync(width, height);
            await SidewaysScroll.AssertNoneAsync(visitor.Page, width);
        }
    }

    private static async Task<(double Background, string ChartBackground)> LookAsync(IPage page, string theme)
    {
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", theme);
        await page.WaitForTimeoutAsync(500); // the charts redraw
        var background = await page.EvaluateAsync<double>(
            "(getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + +part / 3, 0)");
        var chart = await page.EvaluateAsync<string>("document.getElementById('chart-ap')._fullLayout.paper_bgcolor");
        return (background, chart);
    }
}
