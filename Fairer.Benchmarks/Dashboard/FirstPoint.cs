using System.Globalization;
using Microsoft.Playwright;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>From pressing <em>Train</em> to the first point in the browser.</summary>
internal sealed class FirstPoint : IBenchPart
{
    // Longer than data and engine take to be ready after the start.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);

    // Notes when the button was pressed, and the first frame that shows a point which the click has brought.
    private const string Watch =
        """
        document.addEventListener('click', event => {
          if (event.target.closest?.('button[type=submit]')) {
            const pressed = performance.now();
            const before = document.querySelector('#chart-ap')?.layout?.uirevision;
            window.firstPoint = null;
            const look = () => {
              const chart = document.querySelector('#chart-ap');
              if (chart?.layout?.uirevision !== before && chart?.querySelector('.scatterlayer .point')) {
                window.firstPoint = performance.now() - pressed;
              } else {
                requestAnimationFrame(look);
              }
            };
            requestAnimationFrame(look);
          }
        }, true);
        """;

    /// <inheritdoc/>
    public string Name => "first-point";

    /// <inheritdoc/>
    public string Title => "From pressing Train to the first point in the browser";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        using var playwright = await Playwright.CreateAsync().ConfigureAwait(false);
        await using var browser = await LaunchAsync(playwright).ConfigureAwait(false);
        List<double> first = [], later = [], preset = [];
        for (var i = 0; i < (context.Quick ? 2 : 5); i++)
        {
            context.Progress.Say($"two hidden layers of 10 units, start {i + 1}");
            await using var server = await DashboardServer.StartAsync(context.Folders, cancellation).ConfigureAwait(false);
            await Task.Delay(Settling, cancellation).ConfigureAwait(false);
            var page = await OpenAsync(browser, server).ConfigureAwait(false);
            await ChooseTenUnitsAsync(page).ConfigureAwait(false);
            first.Add(await PressAsync(page).ConfigureAwait(false));
            for (var k = 0; k < 3; k++)
            {
                await CancelAsync(page).ConfigureAwait(false);
                later.Add(await PressAsync(page).ConfigureAwait(false));
            }

            await page.Context.CloseAsync().ConfigureAwait(false);
            context.Progress.Say($"{first[^1]:0} ms at first, then {later[^3]:0}, {later[^2]:0}, {later[^1]:0} ms");
        }

        for (var i = 0; i < (context.Quick ? 1 : 3); i++)
        {
            context.Progress.Say($"as preset, start {i + 1}");
            await using var server = await DashboardServer.StartAsync(context.Folders, cancellation).ConfigureAwait(false);
            await Task.Delay(Settling, cancellation).ConfigureAwait(false);
            var page = await OpenAsync(browser, server).ConfigureAwait(false);
            preset.Add(await PressAsync(page).ConfigureAwait(false));
            await page.Context.CloseAsync().ConfigureAwait(false);
            context.Progress.Say($"{preset[^1]:0} ms");
        }

        const string How =
            "Real server, real headless Chromium: from the click to the first frame whose chart has a point (an epoch of 100 steps, its evaluation, the store's commit and the drawing among it). Medians.";
        var goal = Goal.ValueAtMost(300);
        var data = context.Census;
        return
        [
            new() { What = $"c10 on {data}, first press after the start", Value = Spread.Median(first), Unit = "ms", How = How, Goal = goal },
            new() { What = $"c10 on {data}, later presses", Value = Spread.Median(later), Unit = "ms", How = How, Goal = goal },
            new() { What = $"the form as preset on {data}, first press after the start", Value = Spread.Median(preset), Unit = "ms", How = How },
        ];
    }

    /// <summary>Starts the browser.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        try
        {
            return await Web.Tests.Browser.Chromium.LaunchAsync(playwright).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new BenchException(exception.Message);
        }
    }

    private static async Task<IPage> OpenAsync(IBrowser browser, DashboardServer server)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } }).ConfigureAwait(false);
        var page = await context.NewPageAsync().ConfigureAwait(false);
        await page.AddInitScriptAsync(Watch).ConfigureAwait(false);
        await page.GotoAsync(server.Address.ToString()).ConfigureAwait(false);

        // The chart is drawn once the circuit is up.
        await page.WaitForFunctionAsync("document.querySelector('#chart-ap')?._fullLayout && document.querySelector('#chart-similarity')?._fullLayout").ConfigureAwait(false);
        await Task.Delay(500).ConfigureAwait(false);
        return page;
    }

    private static async Task ChooseTenUnitsAsync(IPage page)
    {
        foreach (var width in await page.Locator("input[name=widths]").AllAsync().ConfigureAwait(false))
        {
            var id = await width.GetAttributeAsync("id").ConfigureAwait(false);
            if (await width.IsCheckedAsync().ConfigureAwait(false) != (id == "widths-10"))
            {
                await page.Locator($"label[for={id}]").ClickAsync().ConfigureAwait(false);
            }
        }

        await Task.Delay(200).ConfigureAwait(false);
    }

    private static async Task<double> PressAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync().ConfigureAwait(false);
        var value = await page.WaitForFunctionAsync("window.firstPoint").ConfigureAwait(false);
        return double.Parse((await value.JsonValueAsync<object>().ConfigureAwait(false)).ToString()!, CultureInfo.InvariantCulture);
    }

    private static async Task CancelAsync(IPage page)
    {
        var cancel = page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true });
        if (await cancel.IsEnabledAsync().ConfigureAwait(false))
        {
            await cancel.ClickAsync().ConfigureAwait(false);
        }

        await Assertions.Expect(cancel).ToBeDisabledAsync().ConfigureAwait(false);
        await Task.Delay(500).ConfigureAwait(false);
    }
}
