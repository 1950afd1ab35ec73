using System.Globalization;
using Fairer.Benchmarks.Sweeps;
using Fairer.Core.Sweeps;
using Microsoft.Playwright;

namespace Fairer.Benchmarks.Dashboard;

/// <summary>How fluent the pages are over a large store.</summary>
internal sealed class Pages : IBenchPart
{
    private const int Runs = 1000;
    private const int Points = 5000;

    // A page of the header, and what is there once it shows what it is about; no run belongs to the first of the figures.
    private static readonly (string Link, string Shown)[] Links =
    [
        ("Figures", "#chart-figure .main-svg"),
        ("Widths", "#chart-width .scatterlayer .point"),
        ("Rationale", "svg.drawing"),
        ("Runs", "tr[data-run]"),
        ("Datasets", ".tiles"),
        ("System", ".line"),
        ("Present", ".stage h2"),
        ("Explore", "#chart-ap .scatterlayer .point"),
    ];

    // Drags the chart to and fro for two seconds, a step a frame, and gives the frames a second.
    private const string Pan =
        """
        async id => {
          const chart = document.getElementById(id);
          await window.Plotly.relayout(chart, { dragmode: 'pan' });
          const box = chart.querySelector('.nsewdrag').getBoundingClientRect();
          const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const tell = (target, type, dx) => target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, clientX: x + dx, clientY: y }));
          tell(chart.querySelector('.nsewdrag'), 'mousedown', 0);
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          const started = performance.now();
          let frames = 0;
          while (performance.now() - started < 2000) {
            tell(document.querySelector('.dragcover') ?? document, 'mousemove', 120 * Math.sin(frames / 10));
            await frame();
            frames++;
          }
          const seconds = (performance.now() - started) / 1000;
          tell(document.querySelector('.dragcover') ?? document, 'mouseup', 0);
          return frames / seconds;
        }
        """;

    /// <inheritdoc/>
    public string Name => "pages";

    /// <inheritdoc/>
    public string Title => "Pages over a large store";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        using var playwright = await Playwright.CreateAsync().ConfigureAwait(false);
        await using var browser = await FirstPoint.LaunchAsync(playwright).ConfigureAwait(false);
        return [.. await AnswersAsync(context, browser, cancellation).ConfigureAwait(false), await PanAsync(context, browser, cancellation).ConfigureAwait(false)];
    }

    private static async Task<IReadOnlyList<BenchRow>> AnswersAsync(BenchContext context, IBrowser browser, CancellationToken cancellation)
    {
        context.Progress.Say($"training {Runs} runs");
        SweepSpec[] sweeps =
        [
            .. Enumerable.Range(0, 5).SelectMany(i => new[] { new StepKind("fairreg", 10), new StepKind("dralign", 10) }
                .Select(kind => SweepRunner.Spec(context.Census, kind, Runs / 10, seeds: 10) with { Epochs = 10, StepsPerEpoch = i == 0 ? 100 : 10 + i })),
        ];
        await using var server = await StartAsync(context, sweeps, cancellation).ConfigureAwait(false);
        var page = await OpenAsync(browser).ConfigureAwait(false);
        List<BenchRow> rows = [];
        var times = Links.ToDictionary(link => link.Link, _ => new List<double>());
        List<double> arrivals = [];
        for (var round = 0; round < (context.Quick ? 2 : 6); round++)
        {
            context.Progress.Say($"round {round + 1}");
            await page.GotoAsync(server.Address.ToString()).ConfigureAwait(false);
            await page.Locator("#chart-ap .scatterlayer .point").First.WaitForAsync().ConfigureAwait(false);
            arrivals.Add(await page.EvaluateAsync<double>("performance.now()").ConfigureAwait(false));
            foreach (var (link, shown) in Links)
            {
                await Task.Delay(700, cancellation).ConfigureAwait(false); // the page before is drawn
                var time = await FollowAsync(page, link, shown).ConfigureAwait(false);
                if (round > 0)
                {
                    times[link].Add(time);
                }
            }
        }

        const string How = "Real server, real headless Chromium, a store of 1,000 runs in ten sweeps: from the click on the page's name to the first frame that has its content; medians, a first visit to each page apart.";
        rows.AddRange(times.Select(pair => new BenchRow { What = $"the page {pair.Key}", Value = Spread.Median(pair.Value), Unit = "ms", How = How, Goal = Goal.ValueAtMost(300) }));
        rows.Add(new BenchRow { What = "the first page, loaded anew", Value = Spread.Median(arrivals), Unit = "ms", How = "From its address to the first frame whose chart has points: the page, its scripts, the connection and the drawing. Median." });
        return rows;
    }

    private static async Task<BenchRow> PanAsync(BenchContext context, IBrowser browser, CancellationToken cancellation)
    {
        context.Progress.Say($"training {Points} runs");
        var spec = SweepRunner.Spec(context.Census, new StepKind("fairreg", 10), Points, seeds: 20) with { Epochs = 2, StepsPerEpoch = 5 };
        await using var server = await StartAsync(context, [spec], cancellation).ConfigureAwait(false);
        var page = await OpenAsync(browser).ConfigureAwait(false);
        await page.GotoAsync(server.Address.ToString()).ConfigureAwait(false);
        await page.WaitForFunctionAsync($"(document.getElementById('chart-ap')?.data ?? []).filter(trace => trace.meta.kind === 'run').reduce((sum, trace) => sum + trace.x.length, 0) >= {Points}").ConfigureAwait(false);
        await Task.Delay(2000, cancellation).ConfigureAwait(false);
        List<double> rates = [];
        for (var round = 0; round < context.Rounds; round++)
        {
            rates.Add(await page.EvaluateAsync<double>(Pan, "chart-ap").ConfigureAwait(false));
            context.Progress.Say(string.Create(CultureInfo.InvariantCulture, $"{rates[^1]:0} frames a second"));
            await Task.Delay(500, cancellation).ConfigureAwait(false);
        }

        return new BenchRow
        {
            What = $"panning a chart of {Points:N0} points",
            Value = Spread.Median(rates),
            Unit = "frames/s",
            How = "Headless Chromium without a graphics card, 1440 × 900: the trade-off of one sweep dragged to and fro for two seconds, a step a frame; median.",
            Goal = Goal.ValueAtLeast(30),
        };
    }

    private static Task<DashboardServer> StartAsync(BenchContext context, IReadOnlyList<SweepSpec> sweeps, CancellationToken cancellation) =>
        DashboardServer.StartAsync(
            context.Folders,
            cancellation,
            async file =>
            {
                foreach (var spec in sweeps)
                {
                    await SweepRunner.TrainAsync(context, spec, Environment.ProcessorCount, file, cancellation).ConfigureAwait(false);
                }
            });

    private static async Task<IPage> OpenAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } }).ConfigureAwait(false);
        return await context.NewPageAsync().ConfigureAwait(false);
    }

    private static Task<double> FollowAsync(IPage page, string link, string shown) => page.EvaluateAsync<double>(
        """
        ([link, shown]) => new Promise((resolve, reject) => {
          const anchor = [...document.querySelectorAll('header a')].find(one => one.textContent.trim().endsWith(link));
          const before = document.querySelector('main').firstElementChild;
          const started = performance.now();
          anchor.click();
          const look = () => {
            if (!before.isConnected && document.querySelector(shown)) {
              resolve(performance.now() - started);
            } else if (performance.now() - started > 30000) {
              reject(new Error(`${link} does not show ${shown}`));
            } else {
              requestAnimationFrame(look);
            }
          };
          requestAnimationFrame(look);
        })
        """,
        new[] { link, shown });
}
