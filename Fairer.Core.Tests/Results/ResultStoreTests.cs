using Fairer.Core.Data;
using Fairer.Core.Fairness;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Tests.Training;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Results;

/// <summary>What goes into the store comes out of it, and what is wrong with it is said.</summary>
public sealed class ResultStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static SweepSpec Spec => new()
    {
        Datasets = ["adult"],
        Binning = Binning.Own,
        Methods = ["erm", "dralign"],
        Metric = FairnessMetric.EqualizedOdds,
        Lambdas = [0.1, 0.3],
        Betas = [0.05],
        Granularity = Granularity.Unit,
        Networks = [new MlpShape(64, 32)],
        Seeds = [0, 7],
        Epochs = 3,
        StepsPerEpoch = 5,
    };

    private static EpochDone Epoch(long run, int epoch, bool selected = true)
    {
        var checkpoint = new RunCheckpoint(epoch, [1, (byte)epoch], [2, (byte)epoch]);
        return new EpochDone(run, FakeEngine.Report(epoch, (ulong)((run * 7919) + epoch) * 0x9E3779B97F4A7C15), checkpoint, selected ? checkpoint : null);
    }

    [Fact]
    public void A_new_sweep_takes_over_what_equal_runs_have_come_to()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, first) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        store.Commit(
            [
                new RunStarted(first[0].Id, Noon), Epoch(first[0].Id, 1), Epoch(first[0].Id, 2), Epoch(first[0].Id, 3, selected: false),
                new RunEnded(first[0].Id, RunStatus.Finished, null, Noon.AddMinutes(1)),
                new RunStarted(first[1].Id, Noon), new RunEnded(first[1].Id, RunStatus.Failed, "It broke.", Noon.AddMinutes(2)),
            ],
            "me");

        var wider = Spec with { Title = "Fig. 9", Lambdas = [0.1, 0.3, 0.5] };
        var (sweep, runs) = store.AddSweep(wider, SweepPlanner.Plan(wider), Noon, "me", adopt: true);

        var adopted = Assert.Single(runs, run => run.Status == RunStatus.Finished);
        Assert.Equal(first[0].Spec, adopted.Spec);
        Assert.Equal((Noon, Noon.AddMinutes(1)), (adopted.Started, adopted.Ended));
        Assert.Equal(Enumerable.Range(1, 3).Select(epoch => Reports.Bits(Epoch(first[0].Id, epoch).Report)), adopted.Epochs.Select(Reports.Bits));
        Assert.Equivalent(store.SelectedWeights(first[0].Id), store.SelectedWeights(adopted.Id), strict: true);
        Assert.All(runs.Where(run => run != adopted), run => Assert.Equal((RunStatus.Queued, 0), (run.Status, run.Epochs.Length)));
        Assert.Equal(SweepPlanner.Plan(wider), runs.Select(run => run.Spec));
        Assert.Equal("Fig. 9", sweep.Spec.Title);
        Assert.Equivalent(runs, store.Load().Runs.Where(run => run.SweepId == sweep.Id), strict: true);

        // Without being asked to, it takes over nothing.
        Assert.All(store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me").Runs, run => Assert.Equal(RunStatus.Queued, run.Status));
    }

    [Fact]
    public void Everything_comes_back_as_it_was()
    {
        using var folder = new StoreFolder();
        SweepState sweep;
        IReadOnlyList<RunState> runs;
        using (var store = folder.Open())
        {
            (sweep, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
            Assert.Empty(store.Commit(
                [
                    new RunStarted(runs[0].Id, Noon), Epoch(runs[0].Id, 1), Epoch(runs[0].Id, 2), Epoch(runs[0].Id, 3, selected: false),
                    new RunEnded(runs[0].Id, RunStatus.Finished, null, Noon.AddMinutes(1)),
                    new RunStarted(runs[1].Id, Noon), Epoch(runs[1].Id, 1),
                    new RunStarted(runs[2].Id, Noon), new RunEnded(runs[2].Id, RunStatus.Failed, "It broke.", Noon.AddMinutes(2)),
                ],
                "me"));
        }

        using (var store = folder.Open())
        {
            var loaded = store.Load();
            var loadedSweep = Assert.Single(loaded.Sweeps);
            Assert.Equivalent(sweep, loadedSweep, strict: true);
            Assert.Equal(SweepPlanner.Plan(Spec), loaded.Runs.Select(run => run.Spec));
            Assert.All(loaded.Runs, run => Assert.Equal(sweep.Id, run.SweepId));

            var finished = loaded.Runs[0];
            Assert.Equal((RunStatus.Finished, Noon, Noon.AddMinutes(1)), (finished.Status, finished.Started, finished.Ended));
            Assert.Equal(
                Enumerable.Range(1, 3).Select(epoch => Reports.Bits(Epoch(finished.Id, epoch).Report)),
                finished.Epochs.Select(Reports.Bits));
            Assert.Equal(Epoch(finished.Id, 2).Report.Seconds, finished.Epochs[1].Seconds);
            Assert.Equivalent(new StoredWeights(2, [1, 2]), store.SelectedWeights(finished.Id), strict: true);
            Assert.Equivalent(new StoredWeights(3, [1, 3]), store.FinalWeights(finished.Id), strict: true);
            Assert.Null(store.Checkpoint(finished.Id));

            var running = loaded.Runs[1];
            Assert.Equal(RunStatus.Running, running.Status);
            var checkpoint = store.Checkpoint(running.Id)!;
            Assert.Equal((1, 1, 2), (checkpoint.Epoch, checkpoint.Weights[1], checkpoint.Optimiser[0]));

            Assert.Equal((RunStatus.Failed, "It broke."), (loaded.Runs[2].Status, loaded.Runs[2].Failure));
            Assert.Equal(RunStatus.Queued, loaded.Runs[3].Status);
        }
    }

    [Fact]
    public void A_number_that_is_none_comes_back_as_none()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        var report = Epoch(1, 1).Report with { Loss = double.NaN, FairnessLoss = double.PositiveInfinity, LayerCosines = [double.NaN, 1] };
        store.Commit([new EpochDone(runs[0].Id, report, new RunCheckpoint(1, [], []), null)], "me");
        Assert.Equal(Reports.Bits(report), Reports.Bits(store.Load().Runs[0].Epochs[0]));
    }

    [Fact]
    public void An_epoch_done_again_replaces_itself()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        store.Commit([Epoch(runs[0].Id, 1), Epoch(runs[0].Id, 2)], "me");
        store.Commit([Epoch(runs[0].Id, 2)], "me");
        Assert.Equal([1, 2], store.Load().Runs[0].Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void Nothing_is_kept_of_a_run_that_is_somebody_elses()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, mine) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        var (_, theirs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "you");
        var lost = store.Commit([Epoch(theirs[0].Id, 1), Epoch(mine[0].Id, 1), new RunEnded(theirs[0].Id, RunStatus.Finished, null, Noon)], "me");
        Assert.Equal([theirs[0].Id], lost);
        var runs = store.Load().Runs.ToDictionary(run => run.Id);
        Assert.Single(runs[mine[0].Id].Epochs);
        Assert.Empty(runs[theirs[0].Id].Epochs);
        Assert.Equal(RunStatus.Queued, runs[theirs[0].Id].Status);
    }

    [Fact]
    public void Two_open_stores_see_each_others_changes()
    {
        using var folder = new StoreFolder();
        using var one = folder.Open();
        using var two = folder.Open();
        var seen = two.Load();
        var version = two.DataVersion();
        Assert.Equal(version, two.DataVersion());

        var (sweep, runs) = one.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        Assert.NotEqual(version, two.DataVersion());
        var changes = two.ChangesSince(seen.Tick, "you");
        Assert.Equal(sweep.Id, Assert.Single(changes.Sweeps).Id);
        Assert.Equal(runs.Count, changes.Runs.Count);

        one.Commit([Epoch(runs[1].Id, 1)], "me");
        changes = two.ChangesSince(changes.Tick, "you");
        Assert.Empty(changes.Sweeps);
        Assert.Equal(runs[1].Id, Assert.Single(changes.Runs).Id);
        Assert.Empty(two.ChangesSince(changes.Tick, "you").Runs);
        Assert.Empty(two.ChangesSince(0, "me").Runs);
    }

    [Fact]
    public void A_parity_score_comes_back_as_it_was_and_a_new_one_replaces_it()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        Assert.Null(store.Parity(runs[1].Id));

        // A network whose first layer is dead has ranks that are all equal: not a number.
        var data = SmallTable.Split(seed: 5, rows: 60);
        var (report, detail) = Parity.Measure(new MlpShape(4), new byte[29 * sizeof(float)], data, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(double.NaN, report.RankCorrelation);
        store.SaveParity(runs[1].Id, 7, report, detail);
        store.SaveParity(runs[1].Id, 8, report, detail);
        var stored = store.Parity(runs[1].Id)!;
        Assert.Equal(8, stored.Epoch);
        Assert.Equivalent(report, stored.Report, strict: true);
        Assert.Equal(detail.ToBytes(), stored.Detail.ToBytes());
        Assert.Equal(detail.Units, stored.Detail.Units);
    }

    [Fact]
    public void A_store_from_before_the_parity_score_gets_a_place_for_it_and_keeps_what_it_has()
    {
        using var folder = new StoreFolder();
        IReadOnlyList<RunState> runs;
        using (var store = folder.Open())
        {
            (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
            store.Commit([Epoch(runs[0].Id, 1)], "me");
            store.Execute(StoreLibraryTests.BackToVersion2 + "DROP TABLE parity; PRAGMA user_version = 1");
        }

        using (var store = folder.Open())
        {
            Assert.Single(store.Load().Runs[0].Epochs);
            Assert.Null(store.Parity(runs[0].Id));
        }
    }

    [Fact]
    public void Many_writers_lose_nothing()
    {
        using var folder = new StoreFolder();
        using (folder.Open())
        {
        }

        Parallel.For(0, 4, writer =>
        {
            using var store = folder.Open();
            var owner = $"writer {writer}";
            var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, owner);
            for (var epoch = 1; epoch <= 20; epoch++)
            {
                Assert.Empty(store.Commit([.. runs.Select(run => Epoch(run.Id, epoch))], owner));
            }
        });

        using var all = folder.Open();
        var loaded = all.Load();
        Assert.Equal(4 * SweepPlanner.Plan(Spec).Count, loaded.Runs.Count);
        Assert.All(loaded.Runs, run => Assert.Equal(Enumerable.Range(1, 20), run.Epochs.Select(epoch => epoch.Epoch)));
    }

    [Fact]
    public void A_thousand_runs_load()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var spec = Spec with { Methods = ["erm"], Seeds = [.. Enumerable.Range(0, 1000)] };
        var (_, runs) = store.AddSweep(spec, SweepPlanner.Plan(spec), Noon, "me");
        store.Commit([.. runs.SelectMany(run => Enumerable.Range(1, 10).Select(epoch => Epoch(run.Id, epoch)))], "me");
        Assert.Equal(10_000, store.Load().Runs.Sum(run => run.Epochs.Length));
    }

    [Fact]
    public void Says_that_the_store_cannot_be_made()
    {
        using var folder = new StoreFolder();
        File.WriteAllText(Path.Combine(folder.Folder, "file"), "");
        var fault = Assert.Throws<StoreException>(() => ResultStore.Open(Path.Combine(folder.Folder, "file", "fairer.db")));
        Assert.Contains("fairer.db cannot be made", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<StoreException>(() => ResultStore.Open(folder.Folder));
        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_the_file_is_damaged()
    {
        using var folder = new StoreFolder();
        File.WriteAllText(folder.File, new string('x', 5000));
        var fault = Assert.Throws<StoreException>(() => folder.Open());
        Assert.Equal($"The store {folder.File} is damaged or not a SQLite database. Move it away (with its -wal and -shm files) and start again, or name another file.", fault.Message);
    }

    [Fact]
    public void Says_that_the_file_is_another_programs()
    {
        using var folder = new StoreFolder();
        using (var store = folder.Open())
        {
            store.Execute("PRAGMA application_id = 7");
        }

        Assert.Contains("is a database of another program", Assert.Throws<StoreException>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_file_is_left_as_it_is()
    {
        using var folder = new StoreFolder();
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder.File};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE theirs (a)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(folder.File);
        Assert.Throws<StoreException>(() => folder.Open());
        Assert.Equal(before, File.ReadAllBytes(folder.File));
    }

    [Fact]
    public void Says_that_the_store_is_newer()
    {
        using var folder = new StoreFolder();
        using (var store = folder.Open())
        {
            store.Execute("PRAGMA user_version = 99");
        }

        Assert.Contains("was written by a newer Fairer (its form is version 99", Assert.Throws<StoreException>(() => folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_the_disk_is_full_and_keeps_what_there_was()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        store.Commit([Epoch(runs[0].Id, 1)], "me");
        store.Execute("PRAGMA max_page_count = 1");
        var big = new EpochDone(runs[0].Id, Epoch(1, 2).Report, new RunCheckpoint(2, new byte[1_000_000], []), null);
        var fault = Assert.Throws<StoreException>(() => store.Commit([big], "me"));
        Assert.Equal($"There is no room left on the disk for the store {folder.File}. Free some and resume.", fault.Message);

        store.Execute("PRAGMA max_page_count = 100000");
        Assert.Single(store.Load().Runs[0].Epochs);
        store.Commit([big], "me");
        Assert.Equal(2, store.Load().Runs[0].Epochs.Length);
    }

    [Fact]
    public void Says_that_a_row_cannot_be_read()
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        store.Execute("UPDATE runs SET spec = 'nonsense' WHERE id = 1");
        Assert.Contains("holds something that cannot be read", Assert.Throws<StoreException>(() => store.Load()).Message, StringComparison.Ordinal);
    }
}
