using System.Text.Json;
using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Cli;

/// <summary><c>reproduce</c>: what it trains, writes and refuses.</summary>
public sealed class ReproduceCommandTests
{
    private const string Small = "--quick --dataset synthetic --epochs 2 --steps 2";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static CommandLine Line(IEngine engine) => new() { Engines = [engine], Dataset = _ => new SmallDataset() };

    [Fact]
    public async Task All_trains_every_run_once_and_writes_every_figure_with_its_data_and_reports()
    {
        var engine = new CountingEngine(new ManagedEngine());
        using var line = Line(engine);
        var outcome = await line.RunAsync($"reproduce all {Small} --out {line.Folder}/out", Now);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Out));
        Assert.EndsWith($"The dashboard shows the runs: ./fairer --store {line.Folder}/out/fairer.db\n", outcome.Error, StringComparison.Ordinal);
        var plan = ReproductionPlan.Quick with { Census = "synthetic", Epochs = 2, StepsPerEpoch = 2 };
        Assert.Equal(Study.All(plan).SelectMany(study => study.Runs).Distinct().Count(), engine.Trained);
        foreach (var id in Study.Ids)
        {
            string[] names = [$"{id}.csv", $"{id}.json", $"{id}.png", $"{id}.svg", "report.md", .. id == "table1" ? ["table1.tex"] : Array.Empty<string>()];
            Assert.Equal(names.Order(), Directory.GetFiles($"{line.Folder}/out/{id}").Select(Path.GetFileName).Order());
        }

        var report = await File.ReadAllTextAsync($"{line.Folder}/out/report.md", Now);
        Assert.Contains("**Synthetic data.**", report, StringComparison.Ordinal);
        Assert.Contains("./fairer reproduce all --quick --dataset synthetic", report, StringComparison.Ordinal);
        Assert.DoesNotContain(line.Folder, report, StringComparison.Ordinal);
        using var verdict = JsonDocument.Parse(await File.ReadAllTextAsync($"{line.Folder}/out/verdict.json", Now));
        Assert.Equal(7, verdict.RootElement.GetArrayLength());

        // Again, it trains nothing and says the same.
        await line.RunAsync($"reproduce all {Small} --out {line.Folder}/out", Now);
        Assert.Equal(Study.All(plan).SelectMany(study => study.Runs).Distinct().Count(), engine.Trained);
        Assert.Equal(report, await File.ReadAllTextAsync($"{line.Folder}/out/report.md", Now));
        using var store = ResultStore.Open($"{line.Folder}/out/fairer.db");
        Assert.Equal(Study.All(plan).Sum(study => study.Sweeps.Count), store.Load().Sweeps.Count);
    }

    [Fact]
    public async Task Interrupted_it_goes_on_where_it_stopped()
    {
        const string Command = $"reproduce fig4b {Small}";
        using var undisturbed = Line(new FakeEngine());
        await undisturbed.RunAsync($"{Command} --out {undisturbed.Folder}/out", Now);

        using var ctrlC = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var trained = 0;
        using var line = Line(new FakeEngine
        {
            BeforeStep = (_, epoch, step) =>
            {
                if (epoch == 2 && step == 2 && Interlocked.Increment(ref trained) == 4)
                {
                    ctrlC.Cancel();
                }
            },
        });
        var outcome = await line.RunAsync($"{Command} --out {line.Folder}/out", ctrlC.Token);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"Cancelled: \d+ of 18 runs are finished and kept\. The same command goes on with the rest\.", outcome.Error);
        Assert.False(File.Exists($"{line.Folder}/out/report.md"));

        var engine = new CountingEngine(new FakeEngine());
        line.Engines = [engine];
        Assert.Equal(0, (await line.RunAsync($"{Command} --out {line.Folder}/out", Now)).ExitCode);
        Assert.InRange(engine.Trained, 1, 17);
        Assert.Equal(
            await File.ReadAllTextAsync($"{undisturbed.Folder}/out/fig4b/fig4b.csv", Now),
            await File.ReadAllTextAsync($"{line.Folder}/out/fig4b/fig4b.csv", Now));
    }

    [Fact]
    public async Task A_run_that_breaks_is_in_the_report_and_the_others_go_on()
    {
        using var line = Line(new FakeEngine { BeforeStep = (run, _, _) => { if (run is { Method: "fairreg", Seed: 1, Lambda: 0.6 }) throw new DivergedException("The loss is not finite."); } });
        var outcome = await line.RunAsync($"reproduce fig4b {Small} --out {line.Folder}/out", Now);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("seed 1) failed: The loss is not finite.", outcome.Error, StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync($"{line.Folder}/out/fig4b/report.md", Now);
        Assert.Contains("**2 runs failed** and are in none of the numbers", report, StringComparison.Ordinal);
        Assert.Contains("16 of 18 runs finished", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_data_it_says_how_to_get_it()
    {
        using var line = new CommandLine { Dataset = _ => new EmptyDataset { Missing = "Put adult.data somewhere." } };
        var outcome = await line.RunAsync($"reproduce fig2 --out {line.Folder}/out", Now);

        Assert.Equal((2, "--dataset: adult is not at hand. Put adult.data somewhere.\n"), (outcome.ExitCode, outcome.Error));
        Assert.False(Directory.Exists($"{line.Folder}/out"));
    }

    [Theory]
    [InlineData("reproduce fig9 --out x", "There is no 'fig9'; there are fig2, table1, fig3, fig4a, fig4b and all.")]
    [InlineData("reproduce fig2", "Option '--out' is required.")]
    [InlineData("reproduce fig2 --out x --dataset moon", "--dataset: 'moon' cannot be reproduced on; there are adult and synthetic.")]
    [InlineData("reproduce fig2 --out x --data /nowhere/at/all", "--data: '/nowhere/at/all' is not a folder; name one that holds the datasets' files.")]
    [InlineData("reproduce fig2 --out x --workers 0", "--workers: '0' is not a whole number from 1 to 1024.")]
    public async Task Bad_usage_names_the_option_and_ends_with_2(string args, string message)
    {
        using var line = new CommandLine();
        var outcome = await line.RunAsync(args, Now);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith(message, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>Counts the runs that another engine trains.</summary>
    private sealed class CountingEngine(IEngine engine) : IEngine
    {
        private int _trained;

        public int Trained => _trained;

        public string Name => engine.Name;

        public IReadOnlyList<TrainingDevice> Devices => engine.Devices;

        public string? WhyNot(RunSpec run) => engine.WhyNot(run);

        public void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _trained);
            engine.Train(run, data, from, observer, cancellation);
        }
    }
}
