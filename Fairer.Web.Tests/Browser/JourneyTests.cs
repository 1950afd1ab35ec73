using System.Diagnostics;
using System.Globalization;
using Fairer.Core.Fairness;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Microsoft.Playwright;

namespace Fairer.Web.Tests.Browser;

/// <summary>What a person does with the dashboard, from nothing to the numbers, in a real browser.</summary>
public sealed class JourneyTests(ChromiumFixture chromium) : DashboardTest(chromium)
{
    [Fact]
    public async Task From_nothing_to_results_that_are_the_stores()
    {
        const int Runs = 10; // ERM, and two methods at two λ, each with two seeds
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await Assertions.Expect(visitor.Page.GetByLabel("Dataset")).ToHaveValueAsync("synthetic");
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0:1", epochs: 60);
        await Assertions.Expect(visitor.Page.Locator("#plan")).ToContainTextAsync($"{Runs} runs of 60 epochs");

        // The first points come soon, and both charts go on growing while runs are trained.
        var watch = Stopwatch.StartNew();
        await page.Button("Train").ClickAsync();
        await UntilAsync(async () => (await page.TradeoffAsync()).RunningRuns().Count > 0);
        await UntilAsync(async () => (await page.SimilarityAsync()).RunningRuns().Count > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"First points after {watch.Elapsed.TotalSeconds:0.00} s.");
        await MovesAsync(page.TradeoffAsync);
        await MovesAsync(page.SimilarityAsync);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count > 0);
        await Assertions.Expect(page.State).ToContainTextAsync("running");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Note)).ToContainTextAsync("Synthetic data");

        // A reload in the middle loses nothing.
        var before = (await page.TradeoffAsync()).FinishedRuns();
        await visitor.Page.ReloadAsync();
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count >= before.Count);
        var after = (await page.TradeoffAsync()).FinishedRuns();
        Assert.All(before, point => Assert.Equal(point.Value, after[point.Key]));
        await Assertions.Expect(page.State).ToContainTextAsync("running");

        // Cancelled, nothing is trained any more; resumed, it goes on to the end.
        await page.Button("Cancel").ClickAsync();
        await Assertions.Expect(page.State).ToContainTextAsync("cancelled");
        await UntilAsync(() => Task.FromResult(Stored().All(run => run.Status is RunStatus.Finished or RunStatus.Cancelled)));
        var cancelled = Stored();
        await Task.Delay(1000, Cancellation);
        Assert.Equal(cancelled.Select(Progress), Stored().Select(Progress));
        Assert.Contains(cancelled, run => run.Status == RunStatus.Finished);
        Assert.Contains(cancelled, run => run.Status == RunStatus.Cancelled);
        await page.Button("Resume").ClickAsync();
        await page.WaitUntilFinishedAsync(Runs);
        await AssertShowsStoreAsync(page, Runs);

        // Another browser on another day finds the same.
        await AssertShowsStoreAsync(new DashboardPage((await VisitAsync()).Page), Runs);
    }

    [Fact]
    public async Task An_address_that_is_none_has_a_page_that_says_so()
    {
        var visitor = await VisitAsync("nopage");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
        Assert.Contains(visitor.Errors, error => error.StartsWith("404", StringComparison.Ordinal));
        visitor.ForgiveErrors();

        await visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Explore" }).ClickAsync();
        await new DashboardPage(visitor.Page).Button("Train").WaitForAsync();
    }

    [Fact]
    public async Task Whoever_comes_late_sees_all()
    {
        const int Runs = 6;
        var early = new DashboardPage((await VisitAsync()).Page);
        await early.FillInAsync(lambdas: "0.4", seeds: "0:1", epochs: 80);
        await early.Button("Train").ClickAsync();
        await UntilAsync(async () => (await early.TradeoffAsync()).FinishedRuns().Count > 0);

        var late = new DashboardPage((await VisitAsync()).Page);
        await Assertions.Expect(late.State).ToContainTextAsync("running");
        await UntilAsync(async () => (await late.TradeoffAsync()).FinishedRuns().Count > 0);
        await MovesAsync(late.TradeoffAsync);

        await early.WaitUntilFinishedAsync(Runs);
        await late.WaitUntilFinishedAsync(Runs);
        await AssertShowsStoreAsync(early, Runs);
        await AssertShowsStoreAsync(late, Runs);
    }

    [Fact]
    public async Task A_killed_dashboard_goes_on_where_it_was()
    {
        const int Runs = 10;
        const int Epochs = 60;
        var visitor = await VisitAsync();
        var page = new DashboardPage(visitor.Page);
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0:1", epochs: Epochs);
        await page.Button("Train").ClickAsync();
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count > 1);
        await MovesAsync(page.TradeoffAsync);

        // What the page has shown is in the store, however suddenly the dashboard ends.
        var seen = (await page.TradeoffAsync()).RunningRuns();
        Assert.NotEmpty(seen);
        await Dashboard.KillAsync();
        var killed = Stored();
        Assert.All(seen, point => Assert.Contains(
            point.Value,
            killed.Single(run => run.Id == point.Key).Epochs.Select(report => (-report.Test.DemographicParity, report.Test.AveragePrecision))));
        Assert.Contains(killed, run => run.Status == RunStatus.Finished);
        Assert.Contains(killed, run => run.Epochs.Length is > 0 and < Epochs);
        await Assertions.Expect(visitor.Page.GetByText("Reconnecting")).ToBeVisibleAsync();

        // Nobody touches the page: it comes back by itself, and every run is trained to its end.
        await Dashboard.StartAsync(Cancellation);
        await page.WaitUntilFinishedAsync(Runs);
        visitor.ForgiveErrors();
        await AssertShowsStoreAsync(page, Runs);
        var finished = Stored();
        Assert.All(finished, run => Assert.Equal(Enumerable.Range(1, Epochs), run.Epochs.Select(report => report.Epoch)));
        Assert.All(killed, run => Assert.Equal(
            run.Epochs.Select(Facts), finished.Single(other => other.Id == run.Id).Epochs.Take(run.Epochs.Length).Select(Facts)));

        // The same sweep undisturbed gives the same numbers, to the last bit.
        await page.FillInAsync(lambdas: "0.2, 0.6", seeds: "0:1", epochs: Epochs);
        await page.Button("Train").ClickAsync();
        await UntilAsync(() => Task.FromResult(Stored().Count == 2 * Runs));
        await Assertions.Expect(page.State).Not.ToHaveTextAsync($"{Runs} of {Runs} runs finished"); // the sweep before
        await page.WaitUntilFinishedAsync(Runs);
        var undisturbed = Stored().Where(run => run.SweepId != finished[0].SweepId).ToList();
        Assert.Equal(
            finished.Select(run => (run.Spec, Reports: string.Join('\n', run.Epochs.Select(Numbers)))),
            undisturbed.Select(run => (run.Spec, Reports: string.Join('\n', run.Epochs.Select(Numbers)))));
    }

    /// <summary>Everything about an epoch, the time it took included.</summary>
    private static string Facts(EpochReport report) => $"{Numbers(report)} {report.Seconds:R}";

    /// <summary>Everything about an epoch that its run determines.</summary>
    private static string Numbers(EpochReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Epoch} {report.ClassificationLoss:R} {report.FairnessLoss:R} {report.Loss:R} {report.Validation} {report.Test} {string.Join(' ', report.LayerCosines)} {string.Join(' ', report.BatchLayerCosines)}");

    private static (long Id, RunStatus Status, int Epochs) Progress(RunState run) => (run.Id, run.Status, run.Epochs.Length);

    /// <summary>Waits until a run under way has moved in a chart twice.</summary>
    private static async Task MovesAsync(Func<Task<ChartSeries[]>> chart)
    {
        var seen = new Dictionary<long, HashSet<(double, double)>>();
        await UntilAsync(async () =>
        {
            foreach (var (run, point) in (await chart()).RunningRuns())
            {
                seen.TryAdd(run, []);
                seen[run].Add(point);
            }

            return seen.Values.Any(places => places.Count > 2);
        });
    }

    private List<RunState> Stored()
    {
        using var store = ResultStore.Open(Dashboard.StoreFile);
        return [.. store.Load().Runs.OrderBy(run => run.Id)];
    }

    /// <summary>Both charts and the table show what the store holds of its only sweep, all runs finished.</summary>
    private async Task AssertShowsStoreAsync(DashboardPage page, int runs)
    {
        var stored = Stored();
        Assert.Equal(runs, stored.Count);
        Assert.All(stored, run => Assert.Equal(RunStatus.Finished, run.Status));
        await page.WaitUntilFinishedAsync(runs);
        await UntilAsync(async () => (await page.TradeoffAsync()).FinishedRuns().Count == runs
            && (await page.SimilarityAsync()).FinishedRuns().Count == runs);
        var (tradeoff, similarity) = (await page.TradeoffAsync(), await page.SimilarityAsync());
        var rows = await page.RunRowsAsync();
        Assert.Empty(tradeoff.RunningRuns());
        foreach (var run in stored)
        {
            var result = run.Selected!;
            Assert.Equal((-result.Test.DemographicParity, result.Test.AveragePrecision), tradeoff.FinishedRuns()[run.Id]);
            Assert.Equal((run.Spec.Lambda, result.Similarity), similarity.FinishedRuns()[run.Id]);
            if (rows.TryGetValue(run.Id, out var cells)) // the table holds only the rows in sight
            {
                string[] shown = [.. new[] { result.Test.AveragePrecision, result.Test.Gap(FairnessMetric.DemographicParity), result.Similarity }
                    .Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))];
                Assert.Contains("Finished", cells);
                Assert.All(shown, text => Assert.Contains(text, cells));
            }
        }

        Assert.NotEmpty(rows);
        var groups = stored.GroupBy(run => (run.Spec.Method, run.Spec.Lambda)).ToList();
        Assert.Equal(groups.Count, tradeoff.Means().Count);
        foreach (var group in groups)
        {
            var mean = tradeoff.Means()[group.Key];
            Assert.Equal(-group.Average(run => run.Selected!.Test.DemographicParity), mean.X, 12);
            Assert.Equal(group.Average(run => run.Selected!.Test.AveragePrecision), mean.Y, 12);
            Assert.Equal(group.Average(run => run.Selected!.Similarity), similarity.Means()[group.Key].Y, 12);
        }
    }
}
