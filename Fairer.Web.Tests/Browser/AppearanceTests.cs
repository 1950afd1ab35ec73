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

    [Fact]
    public async Task A_chart_is_drawn_in_whatever_room_it_is_given()
    {
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await page.FillInAsync(lambdas: "0.1, 0.2, 0.3", seeds: "0", epochs: 1);
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(7);

        var plot = await PlotHeightAsync(null);
        for (var height = 300; height >= 0; height -= 20)
        {
            Assert.InRange(await PlotHeightAsync(height), 0.1, plot);
        }

        Assert.Equal(plot, await PlotHeightAsync(null), tolerance: 1);

        // A height of null is the page's own.
        Task<double> PlotHeightAsync(int? height) => visitor.Page.EvaluateAsync<double>(
            """
            async height => {
              const chart = document.getElementById('chart-ap');
              chart.style.height = height === null ? '' : `${height}px`;
              await new Promise(resolve => setTimeout(resolve, 300)); // the chart is drawn when its size has settled
              return chart._fullLayout._size.h;
            }
            """,
            height);
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
