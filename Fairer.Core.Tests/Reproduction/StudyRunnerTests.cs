using Fairer.Core.Data;
using Fairer.Core.Reproduction;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;

namespace Fairer.Core.Tests.Reproduction;

/// <summary>The background work for figures, with an engine that costs nothing.</summary>
public sealed class StudyRunnerTests : IAsyncDisposable
{
    private static readonly ReproductionPlan Plan = ReproductionPlan.Quick with { Seeds = [0], Epochs = 2, StepsPerEpoch = 2, Census = "synthetic" };

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly ResultStore _store;
    private readonly SweepService _sweeps;
    private readonly StudyRunner _runner;
    private int _trained;
    private TimeSpan _step;

    public StudyRunnerTests()
    {
        _store = ResultStore.Open(Path.Combine(_folder.Path, "fairer.db"));
        var datasets = new DatasetCache(new DataFolders([], ""), source: _ => new EmptyDataset());
        _sweeps = SweepService.Open(new SweepServiceOptions { Store = _store, Datasets = datasets, Engines = [new FakeEngine { BeforeStep = BeforeStep }], Workers = 2 });
        _runner = new StudyRunner(_sweeps, _store, datasets);
    }

    public async ValueTask DisposeAsync()
    {
        _open.Set();
        await _runner.DisposeAsync();
        await _sweeps.DisposeAsync();
        _store.Dispose();
        _open.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task All_that_is_missing_is_trained_and_nothing_twice()
    {
        var (fig2, fig4a) = (Study("fig2"), Study("fig4a"));
        _runner.Start("fig2", fig2);
        _runner.Start("fig2", fig2); // is under way already
        _runner.Start("fig4a", fig4a);
        Assert.Equal(StudyStage.Waiting, _runner.WorkOn("fig4a")!.Stage);

        await UntilIdleAsync("fig2", "fig4a");

        Assert.Null(_runner.FaultOf("fig2") ?? _runner.FaultOf("fig4a"));
        var runs = new RunSet(fig2.Runs.Concat(fig4a.Runs), _sweeps.Board.ChangesSince(0).Runs);
        Assert.Equal(runs.Planned, runs.All.Count(run => run.Status == RunStatus.Finished));
        Assert.Equal(runs.Planned, _trained);

        _runner.Start("again", fig2);
        await UntilIdleAsync("again");
        Assert.Equal(runs.Planned, _trained);
    }

    [Fact]
    public async Task Cancelled_its_sweeps_stop_and_who_waits_comes_next()
    {
        _open.Reset();
        _step = TimeSpan.FromMilliseconds(10); // some runs are still to come when the cancelling arrives
        _runner.Start("fig2", Study("fig2"));
        _runner.Start("fig4b", Study("fig4b"));
        await _begun.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var cancelling = _runner.CancelAsync("fig2", Study("fig2"));
        await UntilIdleAsync("fig2");
        _open.Set();
        await cancelling;
        await UntilIdleAsync("fig2", "fig4b");

        var runs = _sweeps.Board.ChangesSince(0).Runs;
        Assert.Contains(runs, run => run.Status == RunStatus.Cancelled);
        var fig4b = new RunSet(Study("fig4b").Runs, runs);
        Assert.Equal(fig4b.Planned, fig4b.All.Count(run => run.Status == RunStatus.Finished));
    }

    [Fact]
    public async Task Nobody_waits_for_runs_that_are_deleted_meanwhile()
    {
        _open.Reset();
        _runner.Start("fig2", Study("fig2") with { Sweeps = [Study("fig2").Sweeps[0]] });
        await _begun.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var deleting = _sweeps.DeleteAsync([_sweeps.Board.ChangesSince(0).Sweeps[0].Id], [], TestContext.Current.CancellationToken);
        _open.Set();
        await deleting;

        await UntilIdleAsync("fig2");
    }

    [Fact]
    public async Task What_cannot_be_trained_is_said()
    {
        var study = Study("fig2");
        _runner.Start("fig2", study with { Sweeps = [study.Sweeps[0] with { Lambdas = [-1] }] });

        await UntilIdleAsync("fig2");

        Assert.Contains("λ is a number from 0 on", _runner.FaultOf("fig2"), StringComparison.Ordinal);
    }

    private static Study Study(string id) => Core.Reproduction.Study.All(Plan).Single(study => study.Id == id);

    private Task UntilIdleAsync(params string[] keys) => UntilAsync(() => keys.All(key => _runner.WorkOn(key) is null));

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (var i = 0; !reached(); i++)
        {
            Assert.True(i < 6000, "Waited too long.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private void BeforeStep(RunSpec run, int epoch, int step)
    {
        if (epoch == 1 && step == 1)
        {
            Interlocked.Increment(ref _trained);
            _begun.TrySetResult();
        }

        _open.Wait(TestContext.Current.CancellationToken);
        Thread.Sleep(_step);
    }
}
