using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Results;

/// <summary>What people say about stored sweeps and runs stays, and what they delete can be brought back for a while.</summary>
public sealed class StoreLibraryTests : IDisposable
{
    /// <summary>Makes a store what it was before tags.</summary>
    internal const string BackToVersion2 =
        """
        DROP INDEX sweeps_deleted; DROP INDEX runs_deleted; DROP TABLE deletions;
        ALTER TABLE sweeps DROP COLUMN tags; ALTER TABLE sweeps DROP COLUMN note;
        ALTER TABLE sweeps DROP COLUMN imported; ALTER TABLE sweeps DROP COLUMN deletion;
        ALTER TABLE runs DROP COLUMN tags; ALTER TABLE runs DROP COLUMN note; ALTER TABLE runs DROP COLUMN deletion;
        PRAGMA user_version = 2;
        """;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();

    private static SweepSpec Spec => new()
    {
        Datasets = ["adult"],
        Methods = ["erm", "fairreg"],
        Lambdas = [0.1, 0.3],
        Betas = [],
        Networks = [new MlpShape(10, 10)],
        Seeds = [0],
        Epochs = 2,
    };

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<RunState> Add(ResultStore store)
    {
        var (_, runs) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        var checkpoint = new RunCheckpoint(1, [1], [2]);
        store.Commit([.. runs.Take(2).SelectMany(run => new RunEvent[]
        {
            new RunStarted(run.Id, Noon), new EpochDone(run.Id, FakeEngine.Report(1, (ulong)run.Id), checkpoint, checkpoint),
            new EpochDone(run.Id, FakeEngine.Report(2, (ulong)run.Id), checkpoint, checkpoint), new RunEnded(run.Id, RunStatus.Finished, null, Noon),
        })], "me");
        return runs;
    }

    [Fact]
    public void Tags_and_notes_come_back()
    {
        using (var store = _folder.Open())
        {
            var runs = Add(store);
            Assert.True(Annotation.TryCreate([" fig 3 ", "Fig 3", "", "good"], " Look again. ", out var said, out _));
            Assert.Equal(["fig 3", "good"], said.Tags);
            Assert.Equal("Look again.", said.Note);
            store.AnnotateSweep(runs[0].SweepId, said);
            store.AnnotateRuns(new Dictionary<long, Annotation> { [runs[1].Id] = said, [runs[2].Id] = Annotation.None });
            Assert.Null(store.AnnotateSweep(99, said));
        }

        using (var store = _folder.Open())
        {
            var loaded = store.Load();
            Assert.Equal(["fig 3", "good"], loaded.Sweeps[0].Annotation.Tags);
            Assert.Equal(["", "Look again.", ""], loaded.Runs.Select(run => run.Annotation.Note));
        }
    }

    [Theory]
    [InlineData("a,b", "", "The tag 'a,b' has a comma or a line end in it; write it without.")]
    [InlineData("a\nb", "", "The tag 'ab' has a comma or a line end in it; write it without.")]
    public void Says_why_a_tag_cannot_be(string tag, string note, string fault)
    {
        Assert.False(Annotation.TryCreate([tag], note, out _, out var said));
        Assert.Equal(fault, said);
    }

    [Fact]
    public void Says_that_too_much_is_said()
    {
        Assert.False(Annotation.TryCreate([new string('x', 41)], "", out _, out var fault));
        Assert.Contains("has 41 characters; at most 40", fault, StringComparison.Ordinal);
        Assert.False(Annotation.TryCreate(Enumerable.Range(0, 21).Select(i => $"t{i}"), "", out _, out fault));
        Assert.Contains("There are 21 tags; at most 20", fault, StringComparison.Ordinal);
        Assert.False(Annotation.TryCreate([], new string('x', 4001), out _, out fault));
        Assert.Contains("has 4001 characters; at most 4000", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_deleted_is_out_of_sight_until_it_is_brought_back()
    {
        using var store = _folder.Open();
        var runs = Add(store);
        var before = store.Load();

        var deletion = store.Delete([], [runs[0].Id, runs[2].Id], Noon);

        Assert.Empty(deletion.Sweeps);
        Assert.Equal([runs[0].Id, runs[2].Id], deletion.Runs);
        Assert.Equal([runs[1].Id], store.Load().Runs.Select(run => run.Id));
        Assert.Equal([runs[0].Id, runs[2].Id], store.ChangesSince(before.Tick, "me").RemovedRuns);
        Assert.Empty(store.Claim(null, ended: true, "you", (_, _) => true));
        Assert.Equal((1, 2), (store.Summarise().Runs, store.Summarise().Deleted));

        // Nothing more of what was being trained is kept, and its results are taken over by no twin.
        Assert.Equal([runs[2].Id], store.Commit([new RunStarted(runs[2].Id, Noon)], "me"));
        Assert.Single(store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me", adopt: true).Runs, run => run.Status == RunStatus.Finished);

        Assert.Equivalent(deletion, Assert.Single(store.Deletions()), strict: true);
        var (_, back) = store.Restore(deletion.Id)!.Value;
        Assert.Equal([RunStatus.Finished, RunStatus.Cancelled], back.Select(run => run.Status));
        Assert.Equal(2, back[0].Epochs.Length);
        Assert.Empty(store.Deletions());
        Assert.Null(store.Restore(deletion.Id));
    }

    [Fact]
    public void A_sweep_goes_with_its_last_run_and_comes_back_with_any()
    {
        using var store = _folder.Open();
        var runs = Add(store);
        var first = store.Delete([], [runs[0].Id], Noon);
        var rest = store.Delete([], [runs[1].Id, runs[2].Id], Noon);

        Assert.Equal([runs[0].SweepId], rest.Sweeps);
        Assert.Empty(store.Load().Sweeps);
        Assert.Null(store.FindSweep(Spec, unfinished: false));
        Assert.Equal([rest.Id, first.Id], store.Deletions().Select(deletion => deletion.Id));

        store.Restore(first.Id);
        var loaded = store.Load();
        Assert.Equal(runs[0].SweepId, Assert.Single(loaded.Sweeps).Id);
        Assert.Equal(runs[0].Id, Assert.Single(loaded.Runs).Id);
    }

    [Fact]
    public void What_was_deleted_long_ago_is_gone_for_good()
    {
        using var store = _folder.Open();
        var runs = Add(store);
        var old = store.Delete([runs[0].SweepId], [], Noon);
        var (_, others) = store.AddSweep(Spec, SweepPlanner.Plan(Spec), Noon, "me");
        var young = store.Delete([], [others[0].Id], Noon.AddMinutes(30));
        Assert.Equal([.. runs.Select(run => run.Id)], old.Runs);

        store.Purge(Noon.AddMinutes(10));

        Assert.Null(store.Restore(old.Id));
        Assert.Null(store.SelectedWeights(runs[0].Id));
        Assert.Equal(0, store.Summarise().Epochs);
        Assert.NotNull(store.Restore(young.Id));
        Assert.Equal(3, store.Load().Runs.Count);
    }

    [Fact]
    public void A_store_from_before_tags_keeps_what_it_has()
    {
        using (var store = _folder.Open())
        {
            Add(store);
            store.Execute(BackToVersion2);
        }

        using (var store = _folder.Open())
        {
            var loaded = store.Load();
            Assert.Equal((1, 3, 4), (loaded.Sweeps.Count, loaded.Runs.Count, loaded.Runs.Sum(run => run.Epochs.Length)));
            Assert.Same(Annotation.None, loaded.Runs[0].Annotation);
            Assert.Null(loaded.Sweeps[0].Imported);
        }
    }
}
