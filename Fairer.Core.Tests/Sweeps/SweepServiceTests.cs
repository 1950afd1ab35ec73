using System.Collections.Concurrent;
using System.Globalization;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>Queue, workers, store and board together, with an engine that costs nothing.</summary>
public sealed class SweepServiceTests
{
    internal static SweepSpec Spec => new()
    {
        Datasets = ["adult"],
        Methods = ["erm", "fairreg"],
        Lambdas = [0.2, 0.4],
        Betas = [],
        Networks = [new MlpShape(10, 10), new MlpShape(20, 20)],
        Seeds = [0, 1, 2],
        Epochs = 4,
        StepsPerEpoch = 3,
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static SweepService Open(ResultStore store, FakeEngine? engine = null, int workers = 2, bool takeOver = true, TimeProvider? time = null) => SweepService.Open(new SweepServiceOptions
    {
        Store = store,
        Datasets = new DatasetCache(new DataFolders([], ""), source: _ => new EmptyDataset()),
        Engines = [engine ?? new FakeEngine()],
        Workers = workers,
        TakeOver = takeOver,
        Time = time ?? TimeProvider.System,
    });

    /// <summary>Waits until the board is as wanted.</summary>
    private static async Task<IReadOnlyList<RunState>> Until(SweepService service, Func<IReadOnlyList<RunState>, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Now);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var all = service.Board.ChangesSince(0);
            if (wanted(all.Runs))
            {
                return all.Runs;
            }

            await service.Board.WaitForChangeAsync(all.Version, limit.Token);
        }
    }

    internal static Task<IReadOnlyList<RunState>> UntilEnded(SweepService service) =>
        Until(service, runs => runs.All(run => run.Status is RunStatus.Finished or RunStatus.Failed or RunStatus.Cancelled));

    private static IEnumerable<IEnumerable<IReadOnlyList<long>>> Results(IEnumerable<RunState> runs) =>
        runs.Select(run => run.Epochs.Select(Reports.Bits));

    /// <summary>What the runs of a spec give when nothing comes between.</summary>
    private static async Task<IEnumerable<IEnumerable<IReadOnlyList<long>>>> Undisturbed(SweepSpec spec)
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, workers: 1);
        await service.StartAsync(spec, Now);
        return Results(await UntilEnded(service));
    }

    [Fact]
    public async Task A_sweep_is_trained_kept_and_shown()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store);
        var sweep = await service.StartAsync(Spec, Now);
        var runs = await UntilEnded(service);

        Assert.Equal(SweepPlanner.Plan(Spec), runs.Select(run => run.Spec));
        Assert.All(runs, run =>
        {
            Assert.Equal((sweep, RunStatus.Finished, null, 1.0), (run.SweepId, run.Status, run.Failure, run.Progress));
            Assert.Equal([1, 2, 3, 4], run.Epochs.Select(epoch => epoch.Epoch));
            Assert.True(run.Started <= run.Ended);
            Assert.Equal(run.Selected!.Epoch, store.SelectedWeights(run.Id)!.Epoch);
            Assert.Equal(4, store.FinalWeights(run.Id)!.Epoch);
        });
        Assert.Equivalent(service.Board.ChangesSince(0).Sweeps, store.Load().Sweeps, strict: true);
        Assert.Equivalent(runs, store.Load().Runs, strict: true);
    }

    [Fact]
    public async Task One_worker_and_many_give_bitwise_the_same()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, workers: 8);
        await service.StartAsync(Spec, Now);
        Assert.Equal(await Undisturbed(Spec), Results(await UntilEnded(service)));
    }

    [Fact]
    public async Task The_managed_engine_gives_bitwise_the_same_with_one_worker_and_many()
    {
        var spec = Spec with { Datasets = ["synthetic"], Methods = ["fairreg", "dralign"], Betas = [0.05], Networks = [new MlpShape(6, 6)], Seeds = [0, 1], Epochs = 2 };
        var results = new List<IEnumerable<IEnumerable<IReadOnlyList<long>>>>();
        foreach (var workers in (int[])[1, 5])
        {
            using var folder = new StoreFolder();
            using var store = folder.Open();
            await using var service = SweepService.Open(new SweepServiceOptions
            {
                Store = store,
                Datasets = new DatasetCache(DataFolders.Find()),
                Engines = [new ManagedEngine()],
                Workers = workers,
            });
            await service.StartAsync(spec, Now);
            var runs = await UntilEnded(service);
            Assert.All(runs, run => Assert.Equal(RunStatus.Finished, run.Status));
            results.Add(Results(runs));
        }

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public async Task Runs_are_trained_in_their_order()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var order = new ConcurrentQueue<RunSpec>();
        await using var service = Open(store, new FakeEngine { BeforeStep = (run, epoch, step) => { if (epoch == 1 && step == 1) order.Enqueue(run); } }, workers: 1);
        await service.StartAsync(Spec, Now);
        await service.StartAsync(Spec with { Seeds = [9] }, Now);
        await UntilEnded(service);
        Assert.Equal([.. SweepPlanner.Plan(Spec), .. SweepPlanner.Plan(Spec with { Seeds = [9] })], order);
    }

    [Fact]
    public async Task A_run_that_breaks_fails_with_its_reason_and_its_neighbours_go_on()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine
        {
            BeforeStep = (run, epoch, step) =>
            {
                if (run is { Lambda: 0.2, Seed: 1 } && epoch == 3)
                    throw new DivergedException("The loss of epoch 3, step 1 is not finite.");
                if (run is { Lambda: 0.4, Seed: 2 })
                    throw new InvalidOperationException("Oh.");
            },
        });
        await service.StartAsync(Spec, Now);
        var runs = await UntilEnded(service);
        foreach (var run in runs)
        {
            var (status, failure, epochs) = run.Spec switch
            {
                { Lambda: 0.2, Seed: 1 } => (RunStatus.Failed, "The loss of epoch 3, step 1 is not finite.", 2),
                { Lambda: 0.4, Seed: 2 } => (RunStatus.Failed, "InvalidOperationException: Oh.", 0),
                _ => (RunStatus.Finished, null, 4),
            };
            Assert.Equal((status, failure, epochs), (run.Status, run.Failure, run.Epochs.Length));
        }

        Assert.Equivalent(runs, store.Load().Runs, strict: true);
    }

    [Fact]
    public async Task A_failed_run_can_be_resumed_from_where_it_was()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var broken = true;
        await using var service = Open(store, new FakeEngine { BeforeStep = (run, epoch, step) => { if (broken && epoch == 3) throw new DataException("It is gone."); } });
        var sweep = await service.StartAsync(Spec, Now);
        Assert.All(await UntilEnded(service), run => Assert.Equal(("It is gone.", 2), (run.Failure, run.Epochs.Length)));
        broken = false;
        await service.ResumeAsync(sweep, Now);
        var runs = await UntilEnded(service);
        Assert.All(runs, run => Assert.Equal((RunStatus.Finished, null), (run.Status, run.Failure)));
        Assert.Equal(await Undisturbed(Spec), Results(runs));
    }

    [Fact]
    public async Task Cancel_stops_within_a_step_and_resume_gives_the_same_numbers()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var spec = Spec with { StepsPerEpoch = 100, Seeds = [0], Methods = ["fairreg"] };
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) });
        var sweep = await service.StartAsync(spec, Now);
        await Until(service, runs => runs[0] is { Epochs.Length: > 0, Step: > 0 });

        await service.CancelAsync(sweep, Now);
        var cancelled = service.Board.ChangesSince(0).Runs;
        Assert.All(cancelled, run => Assert.True(run.Status is RunStatus.Cancelled && run.Step == 0 && run.Ended is not null));
        Assert.InRange(cancelled[0].Epochs.Length, 1, 3);
        Assert.Equivalent(cancelled, store.Load().Runs, strict: true);

        await service.ResumeAsync(sweep, Now);
        var runs = await Until(service, runs => runs.All(run => run.Status == RunStatus.Finished));
        Assert.Equal(await Undisturbed(spec), Results(runs));
        Assert.Equal(cancelled[0].Started, runs[0].Started);
    }

    [Fact]
    public async Task Cancel_and_resume_in_quick_succession_lose_nothing()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Yield() }, workers: 4);
        var sweep = await service.StartAsync(Spec, Now);
        for (var i = 0; i < 25; i++)
        {
            await service.CancelAsync(sweep, Now);
            await service.ResumeAsync(sweep, Now);
            await Task.Delay(i % 5, Now);
        }

        var runs = await Until(service, runs => runs.All(run => run.Status == RunStatus.Finished));
        Assert.Equal(await Undisturbed(Spec), Results(runs));
    }

    [Fact]
    public async Task What_a_closed_service_leaves_the_next_one_finishes()
    {
        using var folder = new StoreFolder();
        var spec = Spec with { StepsPerEpoch = 10 };
        using (var store = folder.Open())
        {
            await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) });
            await service.StartAsync(spec, Now);
            await Until(service, runs => runs.Any(run => run.Epochs.Length >= 2));
        }

        using (var store = folder.Open())
        {
            Assert.All(store.Load().Runs, run => Assert.True(run.Status is RunStatus.Queued or RunStatus.Finished));
            await using var service = Open(store);
            Assert.Equal(await Undisturbed(spec), Results(await UntilEnded(service)));
        }

        Assert.Empty(Directory.GetFiles(folder.File + "-owners"));
    }

    [Fact]
    public async Task What_a_person_cancelled_stays_cancelled()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using (var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) }))
        {
            await service.CancelAsync(await service.StartAsync(Spec, Now), Now);
        }

        await using (var service = Open(store))
        {
            await Task.Delay(300, Now);
            Assert.All(service.Board.ChangesSince(0).Runs, run => Assert.True(run.Status is RunStatus.Cancelled or RunStatus.Finished));
        }
    }

    [Fact]
    public async Task A_run_whose_last_epoch_was_kept_but_not_its_end_is_finished()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using (var service = Open(store))
        {
            await service.StartAsync(Spec, Now);
            await UntilEnded(service);
        }

        store.Execute("UPDATE runs SET status = 'running', ended = NULL, owner = 'nobody'; UPDATE checkpoints SET optimiser = x'0000000000000000'");
        await using (var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => throw new InvalidOperationException("Nothing is left to train.") }))
        {
            Assert.All(await UntilEnded(service), run => Assert.Equal((RunStatus.Finished, 4), (run.Status, run.Epochs.Length)));
        }
    }

    [Fact]
    public async Task Who_gives_up_a_shared_sweep_leaves_the_neighbours_runs_alone()
    {
        using var folder = new StoreFolder();
        using var hers = folder.Open();
        using var his = folder.Open();
        await using var she = Open(hers, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(5) });
        await she.StartAsync(Spec with { Seeds = [0] }, Now);
        await using var he = Open(his, takeOver: false);
        var (sweep, continued) = await he.ContinueOrStartAsync(Spec with { Seeds = [0] }, Now);
        Assert.True(continued);

        await he.CancelOwnAsync(sweep, Now);

        Assert.All(await UntilEnded(she), run => Assert.Equal(RunStatus.Finished, run.Status));
    }

    [Fact]
    public async Task A_living_neighbours_runs_are_left_alone_and_shown_as_they_grow()
    {
        using var folder = new StoreFolder();
        using var hers = folder.Open();
        using var his = folder.Open();
        await using var she = Open(hers, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(20) });
        await she.StartAsync(Spec with { Seeds = [0], StepsPerEpoch = 10 }, Now);
        await using var he = Open(his, new FakeEngine { BeforeStep = (_, _, _) => throw new InvalidOperationException("These runs are hers.") });

        await Until(he, runs => runs.Any(run => run is { Status: RunStatus.Running, Epochs.Length: > 0 }));
        await Until(he, runs => runs.Any(run => run.Status == RunStatus.Finished) && runs.Any(run => run.Status == RunStatus.Queued));
        var seen = await UntilEnded(he);
        Assert.All(seen, run => Assert.Equal(RunStatus.Finished, run.Status));
        Assert.Equivalent(await UntilEnded(she), seen, strict: true);
    }

    [Fact]
    public async Task A_neighbours_sweep_can_be_cancelled_and_resumed_by_another()
    {
        using var folder = new StoreFolder();
        using var hers = folder.Open();
        using var his = folder.Open();
        await using var she = Open(hers, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(5) });
        await using var he = Open(his);
        var sweep = await she.StartAsync(Spec, Now);
        await Until(he, runs => runs.Any(run => run.Epochs.Length > 0));
        await he.CancelAsync(sweep, Now);
        await Until(she, runs => runs.All(run => run.Status is RunStatus.Cancelled or RunStatus.Finished));

        await he.ResumeAsync(sweep, Now);
        var runs = await UntilEnded(he);
        Assert.All(runs, run => Assert.Equal(RunStatus.Finished, run.Status));
        Assert.Equal(await Undisturbed(Spec), Results(runs));
        Assert.Equal(Results(runs), Results(await Until(she, runs => runs.All(run => run.Status == RunStatus.Finished))));
    }

    [Fact]
    public async Task What_a_neighbour_leaves_behind_is_taken_over_while_running()
    {
        using var folder = new StoreFolder();
        using var hers = folder.Open();
        using var his = folder.Open();
        await using var he = Open(his);
        await using (var she = Open(hers, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(5) }, takeOver: false))
        {
            await she.StartAsync(Spec, Now);
            await Until(he, runs => runs.Any(run => run.Epochs.Length > 0));
        }

        Assert.Equal(await Undisturbed(Spec), Results(await Until(he, runs => runs.All(run => run.Status == RunStatus.Finished))));
    }

    [Fact]
    public async Task The_same_spec_goes_on_with_the_sweep_that_was_interrupted()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        long first;
        await using (var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) }, takeOver: false))
        {
            (first, var continued) = await service.ContinueOrStartAsync(Spec, Now);
            Assert.False(continued);
            await Until(service, runs => runs.Any(run => run.Status == RunStatus.Finished));
        }

        await using (var service = Open(store, takeOver: false))
        {
            Assert.NotEqual((first, true), await service.ContinueOrStartAsync(Spec with { Epochs = 5 }, Now));
            Assert.Equal((first, true), await service.ContinueOrStartAsync(Spec, Now));
            var runs = (await UntilEnded(service)).Where(run => run.SweepId == first);
            Assert.Equal(await Undisturbed(Spec), Results(runs));

            // It is at its end now: the next one is a new one.
            Assert.NotEqual((first, true), await service.ContinueOrStartAsync(Spec, Now));
        }
    }

    [Fact]
    public async Task A_store_that_fails_stops_everything_with_the_reason_and_training_goes_on_once_it_works()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var slow = true;
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(slow ? 5 : 0) });
        var sweep = await service.StartAsync(Spec, Now);
        await Until(service, runs => runs.Any(run => run.Epochs.Length >= 1));
        store.Execute("CREATE TRIGGER full BEFORE INSERT ON epochs BEGIN SELECT RAISE(ABORT, 'no more'); END");
        var failed = await UntilEnded(service);
        Assert.All(failed.Where(run => run.Status != RunStatus.Finished), run =>
        {
            Assert.Equal(RunStatus.Failed, run.Status);
            Assert.Contains("no more", run.Failure, StringComparison.Ordinal);
        });
        Assert.Contains(failed, run => run.Status == RunStatus.Failed);

        // The reason is on the board first.
        while (store.Load().Runs.Any(run => run.Status is RunStatus.Queued or RunStatus.Running))
        {
            await Task.Delay(10, Now);
        }

        Assert.Equivalent(failed, store.Load().Runs, strict: true);

        store.Execute("DROP TRIGGER full");
        slow = false;
        await service.ResumeAsync(sweep, Now);
        Assert.Equal(await Undisturbed(Spec), Results(await Until(service, runs => runs.All(run => run.Status == RunStatus.Finished))));
    }

    [Fact]
    public async Task A_store_that_takes_nothing_at_all_leaves_the_reason_on_the_board()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) });
        var sweep = await service.StartAsync(Spec, Now);
        store.Execute("CREATE TRIGGER closed BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'no more'); END");
        Assert.Contains(await UntilEnded(service), run => run.Status == RunStatus.Failed && run.Failure!.Contains("no more", StringComparison.Ordinal));

        store.Execute("DROP TRIGGER closed");
        await service.ResumeAsync(sweep, Now);
        Assert.Equal(await Undisturbed(Spec), Results(await Until(service, runs => runs.All(run => run.Status == RunStatus.Finished))));
    }

    [Fact]
    public async Task The_board_shows_steps_but_never_an_epoch_that_is_not_kept()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        using var reader = folder.Open();
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => Thread.Sleep(1) });
        await service.StartAsync(Spec with { StepsPerEpoch = 150, Seeds = [0], Networks = [new MlpShape(10, 10)] }, Now);
        var steps = new HashSet<(long, int, int)>();
        long version = 0;
        while (true)
        {
            await service.Board.WaitForChangeAsync(version, Now);
            var changes = service.Board.ChangesSince(version);
            var stored = reader.Load().Runs.ToDictionary(run => run.Id);
            foreach (var run in changes.Runs)
            {
                Assert.True(stored[run.Id].Epochs.Length >= run.Epochs.Length);
                steps.Add((run.Id, run.Epochs.Length, run.Step));
            }

            version = changes.Version;
            if (service.Board.ChangesSince(0).Runs.All(run => run.Status == RunStatus.Finished))
            {
                break;
            }
        }

        Assert.InRange(steps.Count(item => item.Item3 > 0), 4, 60);
    }

    [Fact]
    public async Task A_sweep_that_no_engine_can_train_is_refused()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine { Refusal = "Not today." });
        var fault = await Assert.ThrowsAsync<SweepException>(() => service.StartAsync(Spec, Now));
        Assert.Equal("No engine can train erm with 10 on adult. Fake: Not today.", fault.Message);
        Assert.Empty(store.Load().Sweeps);
        fault = await Assert.ThrowsAsync<SweepException>(() => service.StartAsync(Spec with { Seeds = [] }, Now));
        Assert.Equal("Choose at least one seed.", fault.Message);
        fault = await Assert.ThrowsAsync<SweepException>(() => service.CancelAsync(5, Now));
        Assert.Equal("There is no sweep 5.", fault.Message);
    }

    [Fact]
    public async Task An_engine_that_ends_early_is_not_believed()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        await using var service = Open(store, new FakeEngine { LastEpoch = 1 });
        await service.StartAsync(Spec, Now);
        Assert.All(await UntilEnded(service), run => Assert.Equal("The engine ended after 1 of 4 epochs.", run.Failure));
    }

    [Fact]
    public async Task Large_networks_are_kept_now_and_then_and_at_the_end_and_a_run_goes_on_from_one_that_was()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var spec = Spec with { Methods = ["erm"], Networks = [new MlpShape(10, 10)], Seeds = [0], Epochs = 8 };
        var broken = true;
        var clock = new EpochClock();
        var engine = new FakeEngine
        {
            NetworkSize = 100_000, // At 50 MB a second, weights and two moments take 4 ms to keep.
            BeforeStep = (_, epoch, _) =>
            {
                clock.Now = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(1.5 * epoch);
                if (broken && epoch == 6)
                    throw new DataException("It is gone.");
            },
        };
        await using var service = Open(store, engine, time: clock);
        var sweep = await service.StartAsync(spec, Now);
        var failed = Assert.Single(await UntilEnded(service));
        Assert.Equal(5, failed.Epochs.Length);
        Assert.Equal(4, store.Checkpoint(failed.Id)!.Epoch);

        broken = false;
        await service.ResumeAsync(sweep, Now);
        var finished = Assert.Single(await UntilEnded(service));
        Assert.Equal((RunStatus.Finished, 8), (finished.Status, finished.Epochs.Length));
        Assert.Equal(finished.Selected!.Epoch, store.SelectedWeights(finished.Id)!.Epoch);
        Assert.Equal((byte)finished.Selected.Epoch, store.SelectedWeights(finished.Id)!.Weights[8]);

        using var others = new StoreFolder();
        using var other = others.Open();
        await using var undisturbed = Open(other);
        await undisturbed.StartAsync(spec, Now);
        Assert.Equal(Results(await UntilEnded(undisturbed)), Results([finished]));
    }

    [Fact]
    public async Task Workers_give_way_to_the_rest_of_the_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows keeps the priority with the thread; Linux alone needs a system call.");
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var before = Nice("self");
        var nice = new ConcurrentBag<int>();
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, _, _) => nice.Add(Nice("thread-self")) });
        await service.StartAsync(Spec with { Seeds = [0] }, Now);
        await UntilEnded(service);
        Assert.Equal([Math.Min(before + 10, 19)], nice.Distinct());
        Assert.Equal(before, Nice("self"));

        // Field 19 of proc_pid_stat(5), counted from the state, which follows the name's bracket.
        static int Nice(string task) => int.Parse(File.ReadAllText($"/proc/{task}/stat").Split(") ")[^1].Split(' ')[16], CultureInfo.InvariantCulture);
    }

    /// <summary>A clock that goes with the epochs of a run.</summary>
    private sealed class EpochClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
