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

        var own = await PlotHeightAsync();
        for (var height = 300; height > 140; height -= 20)
        {
            await GiveAsync($"height: {height}px");
            Assert.InRange(await PlotHeightAsync(), 1, height - 100);
        }

        // Too low for its title and axes, and hidden: it is drawn once there is room, as everything looks by then.
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        foreach (var (style, theme) in new[] { ("height: 60px", ColorScheme.Dark), ("height: 0", ColorScheme.Light), ("display: none", ColorScheme.Dark) })
        {
            var before = await ChartColorAsync();
            await GiveAsync(style);
            await visitor.Page.WaitForTimeoutAsync(300); // its size settles
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", theme == ColorScheme.Dark ? "dark" : "light");
            await GiveAsync("");
            await visitor.Page.WaitForFunctionAsync("before => document.getElementById('chart-ap')._fullLayout.paper_bgcolor !== before", before);
        }

        Assert.Equal(own, await PlotHeightAsync(), tolerance: 1);

        Task GiveAsync(string style) => visitor.Page.EvaluateAsync("style => document.getElementById('chart-ap').style.cssText = style", style);

        Task<string> ChartColorAsync() => visitor.Page.EvaluateAsync<string>("document.getElementById('chart-ap')._fullLayout.paper_bgcolor");

        async Task<double> PlotHeightAsync()
        {
            await visitor.Page.WaitForFunctionAsync("(() => { const chart = document.getElementById('chart-ap'); return chart._fullLayout.height === chart.clientHeight; })()");
            return await visitor.Page.EvaluateAsync<double>("document.getElementById('chart-ap')._fullLayout._size.h");
        }
    }

    [Fact]
    public async Task A_part_that_is_zoomed_in_on_stays_and_is_left_for_all_of_the_chart()
    {
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0", epochs: 2);
        await page.Button("Train").ClickAsync();
        await page.WaitUntilFinishedAsync(5);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == 5);
        var whole = await RangesAsync();

        // In other colours and in another size the view stays; all of the chart is what it was before.
        var plot = (await visitor.Page.Locator("#chart-ap .nsewdrag").First.BoundingBoxAsync())!;
        await visitor.Page.Mouse.MoveAsync(plot.X + (plot.Width * 0.3f), plot.Y + (plot.Height * 0.3f));
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(plot.X + (plot.Width * 0.7f), plot.Y + (plot.Height * 0.7f), new() { Steps = 5 });
        await visitor.Page.Mouse.UpAsync();
        await UntilAsync(async () => await RangesAsync() != whole);
        var part = await RangesAsync();
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visitor.Page.SetViewportSizeAsync(1600, 1000);
        await visitor.Page.WaitForFunctionAsync("(() => { const chart = document.getElementById('chart-ap'); return chart._fullLayout.width === chart.clientWidth; })()");
        await visitor.Page.WaitForTimeoutAsync(500);
        Assert.Equal(part, await RangesAsync());

        await visitor.Page.Locator("#chart-ap").HoverAsync();
        await visitor.Page.Locator("#chart-ap .modebar-btn[data-val=reset]").ClickAsync();
        await UntilAsync(async () => await RangesAsync() == whole);

        Task<string> RangesAsync() => visitor.Page.EvaluateAsync<string>(
            "(({ xaxis, yaxis }) => JSON.stringify([xaxis.range, yaxis.range]))(document.getElementById('chart-ap')._fullLayout)");
    }

    [Fact]
    public async Task Two_redraws_at_once_draw_twice()
    {
        var page = (await VisitAsync()).Page;
        await page.WaitForFunctionAsync("document.getElementById('chart-ap')?._fullLayout");
        await page.WaitForTimeoutAsync(1000); // the rehearsal

        var drawn = await page.EvaluateAsync<int>(
            """
            async () => {
                let drawn = 0;
                document.getElementById('chart-ap').on('plotly_afterplot', () => drawn++);
                document.dispatchEvent(new Event('fairer:theme'));
                document.dispatchEvent(new Event('fairer:theme'));
                await new Promise(resolve => setTimeout(resolve, 2000));
                return drawn;
            }
            """).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(2, drawn);
    }

    [Fact]
    public async Task Fonts_come_before_anything_is_written_in_them()
    {
        // A page that is written in another font first moves when its own comes, and what was about to be clicked is elsewhere.
        var page = (await VisitAsync()).Page;
        await new DashboardPage(page).Button("Train").WaitForAsync();
        await page.EvaluateAsync("document.fonts.ready");

        var fonts = await page.EvaluateAsync<string[]>(
            "performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('.woff2')).map(entry => `${entry.name.split('/').at(-1)} by ${entry.initiatorType}`).sort()");

        Assert.Equal(["MaterialSymbolsOutlined.woff2 by link", "RobotoFlex.woff2 by link"], fonts);
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
