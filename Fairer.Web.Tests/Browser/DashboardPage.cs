using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>The dashboard's page as a person uses it, and its charts' own data.</summary>
internal sealed class DashboardPage(IPage page)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>How far the shown sweep has come, in words.</summary>
    public ILocator State => page.Locator("#sweep-state");

    /// <summary>The button of that name.</summary>
    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Fills the form in, with β = 0.05 and a single width.</summary>
    public async Task FillInAsync(string lambdas, string seeds, int epochs, int width = 10)
    {
        await Button("Train").WaitForAsync();
        foreach (var choice in await page.Locator("input[name=widths]").AllAsync())
        {
            var id = await choice.GetAttributeAsync("id");
            if (await choice.IsCheckedAsync() != (id == $"widths-{width}"))
            {
                await page.Locator($"label[for={id}]").ClickAsync();
            }
        }

        await page.GetByLabel("Alignment β").FillAsync("0.05");
        await page.GetByLabel("Fairness λ").FillAsync(lambdas);
        await page.GetByLabel("Seeds").FillAsync(seeds);
        await page.GetByLabel("Epochs").FillAsync(epochs.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until all runs of the shown sweep are finished.</summary>
    public Task WaitUntilFinishedAsync(int runs) =>
        Assertions.Expect(State).ToHaveTextAsync($"{runs} of {runs} runs finished", new() { Timeout = 500_000 });

    /// <summary>The series of the chart of average precision against fairness.</summary>
    public Task<ChartSeries[]> TradeoffAsync() => SeriesAsync("chart-ap");

    /// <summary>The series of the chart of decision rationale similarity.</summary>
    public Task<ChartSeries[]> SimilarityAsync() => SeriesAsync("chart-similarity");

    /// <summary>Each run of the table: its number in the store and its cells' texts.</summary>
    public async Task<Dictionary<long, string[]>> RunRowsAsync() =>
        (await EvaluateAsync<RunRow[]>(
            "[...document.querySelectorAll('tr[data-run]')].map(row => ({ run: +row.dataset.run, cells: [...row.cells].map(cell => cell.textContent.trim()) }))"))
        .ToDictionary(row => row.Run, row => row.Cells);

    private Task<ChartSeries[]> SeriesAsync(string chart) =>
        EvaluateAsync<ChartSeries[]>($"(document.getElementById('{chart}')?.data ?? []).map(trace => ({{ ...trace.meta, x: trace.x, y: trace.y }}))");

    private async Task<T> EvaluateAsync<T>(string expression) =>
        JsonSerializer.Deserialize<T>(await page.EvaluateAsync<string>($"JSON.stringify({expression})"), Json)!;

    private sealed record RunRow(long Run, string[] Cells);
}

/// <summary>One series as plotly holds it.</summary>
/// <param name="Kind"><c>run</c> (finished runs), <c>mean</c> (over their seeds) or <c>running</c>.</param>
/// <param name="Method">The method's id.</param>
/// <param name="Hidden">The hidden layers.</param>
/// <param name="Beta">The weight β.</param>
/// <param name="Layer">The layer, from 1; 0 for the whole network.</param>
/// <param name="Ids">The run of each point; for means its λ.</param>
/// <param name="X">The points' first coordinates.</param>
/// <param name="Y">The points' second coordinates.</param>
internal sealed record ChartSeries(
    string Kind, string Method, string Hidden, double Beta, int Layer, double[] Ids, double[] X, double[] Y);

/// <summary>What is asked of several series together.</summary>
internal static class ChartSeriesExtensions
{
    /// <summary>The points of finished runs, by the run's number.</summary>
    public static Dictionary<long, (double X, double Y)> FinishedRuns(this IEnumerable<ChartSeries> series) =>
        Points(series, "run");

    /// <summary>The points of runs under way, by the run's number.</summary>
    public static Dictionary<long, (double X, double Y)> RunningRuns(this IEnumerable<ChartSeries> series) =>
        Points(series, "running");

    /// <summary>The means over seeds, by method and λ.</summary>
    public static Dictionary<(string Method, double Lambda), (double X, double Y)> Means(this IEnumerable<ChartSeries> series) =>
        series.Where(one => one.Kind == "mean")
            .SelectMany(one => one.Ids.Select((lambda, i) => (Key: (one.Method, lambda), Point: (one.X[i], one.Y[i]))))
            .ToDictionary(item => item.Key, item => item.Point);

    private static Dictionary<long, (double X, double Y)> Points(IEnumerable<ChartSeries> series, string kind) =>
        series.Where(one => one.Kind == kind)
            .SelectMany(one => one.Ids.Select((id, i) => (Id: (long)id, Point: (one.X[i], one.Y[i]))))
            .ToDictionary(item => item.Id, item => item.Point);
}
