using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>What people do with sweeps and runs while others are trained, in this process and another one.</summary>
public sealed class SweepLibraryTests : IDisposable
{
    private static readonly SweepSpec Spec = SweepServiceTests.Spec;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private static SweepService Open(ResultStore store, FakeEngine? engine = null) => SweepService.Open(new SweepServiceOptions
    {
        Store = store,
        Datasets = new DatasetCache(new DataFolders([], ""), source: _ => new EmptyDataset()),
        Engines = [engine ?? new FakeEngine()],
        Workers = 2,
    });

    private static async Task<BoardChanges> Until(SweepService service, Func<BoardChanges, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Now);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var all = service.Board.ChangesSince(0);
            if (wanted(all))
            {
                return all;
            }

            await service.Board.WaitForChangeAsync(all.Version, limit.Token);
        }
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_trained_stops_here_and_there_and_comes_back_to_be_resumed()
    {
        using var hold = new ManualResetEventSlim();
        using var store = _folder.Open();
        using var others = _folder.Open();
        await using var service = Open(store, new FakeEngine { BeforeStep = (_, epoch, _) => Assert.True(epoch == 1 || hold.Wait(TimeSpan.FromMinutes(1), CancellationToken.None)) });
        await using var viewer = Open(others);
        var sweep = await service.StartAsync(Spec, Now);
        await Until(viewer, all => all.Runs.Count(run => run.Status == RunStatus.Running && run.Epochs.Length == 1) == 2);
        var before = service.Board.ChangesSince(0);
        var seen = viewer.Board.Version;

        var deletion = await viewer.DeleteAsync([sweep], [], Now);

        Assert.Equal(before.Runs.Select(run => run.Id), deletion.Runs);
        Assert.Equal([sweep], viewer.Board.ChangesSince(seen).RemovedSweeps);
        Assert.Equal(before.Runs.Select(run => (sweep, run.Id)), viewer.Board.ChangesSince(seen).RemovedRuns.Order());
        Assert.Empty(viewer.Board.ChangesSince(0).Runs);
        await Until(service, all => all is { Sweeps.Count: 0, Runs.Count: 0 });
        hold.Set();

        Assert.Equal(deletion.Id, Assert.Single(await service.DeletionsAsync(Now)).Id);
        await service.RestoreAsync(deletion.Id, Now);
        var back = await Until(viewer, all => all.Runs.Count == before.Runs.Count);
        Assert.DoesNotContain(back.Runs, run => run.Status is RunStatus.Queued or RunStatus.Running);
        Assert.Contains("too late", (await Assert.ThrowsAsync<SweepException>(() => viewer.RestoreAsync(deletion.Id, Now))).Message, StringComparison.Ordinal);

        long[] some = [.. back.Runs.Where(run => run.Status == RunStatus.Cancelled).Take(3).Select(run => run.Id)];
        await service.ResumeRunsAsync(some, Now);
        await Until(service, all => all.Runs.Where(run => some.Contains(run.Id)).All(run => run.Status == RunStatus.Finished));
        Assert.Contains(service.Board.ChangesSince(0).Runs, run => run.Status == RunStatus.Cancelled);
    }

    [Fact]
    public async Task Single_runs_go_and_their_neighbours_are_trained_on()
    {
        using var store = _folder.Open();
        await using var service = Open(store);
        await service.StartAsync(Spec, Now);
        var all = service.Board.ChangesSince(0).Runs;
        long[] some = [all[0].Id, all[^1].Id];

        await service.DeleteAsync([], some, Now);

        var rest = await Until(service, now => now.Runs.All(run => run.Status == RunStatus.Finished));
        Assert.Equal(all.Select(run => run.Id).Except(some), rest.Runs.Select(run => run.Id));
        Assert.Equivalent(rest.Runs, store.Load().Runs, strict: true);
    }

    [Fact]
    public async Task Tags_are_seen_by_other_processes()
    {
        using var store = _folder.Open();
        using var others = _folder.Open();
        await using var service = Open(store);
        await using var viewer = Open(others);
        var sweep = await service.StartAsync(Spec, Now);
        await SweepServiceTests.UntilEnded(service);
        var run = service.Board.ChangesSince(0).Runs[0].Id;

        await service.AnnotateSweepAsync(sweep, new Annotation(["paper"], ""), Now);
        await service.AnnotateRunsAsync(new Dictionary<long, Annotation> { [run] = new([], "odd") }, Now);

        await Until(viewer, all => all.Sweeps is [{ Annotation.Tags: ["paper"] }] && all.Runs[0].Annotation.Note == "odd");
        await Assert.ThrowsAsync<SweepException>(() => service.AnnotateSweepAsync(99, Annotation.None, Now));
    }

    [Fact]
    public async Task Runs_are_trained_again_with_the_same_results_and_imported_ones_stand_beside_them()
    {
        using var store = _folder.Open();
        await using var service = Open(store);
        await service.StartAsync(Spec, Now);
        var first = await SweepServiceTests.UntilEnded(service);
        RunState[] some = [first[3], first[1]];

        var again = await service.RerunAsync([.. some.Select(run => run.Id)], Now);

        var repeated = (await SweepServiceTests.UntilEnded(service)).Where(run => run.SweepId == again.Single()).OrderBy(run => Array.FindIndex(some, other => other.Spec == run.Spec)).ToArray();
        Assert.Equal(some.Select(run => run.Spec), repeated.Select(run => run.Spec));
        Assert.Equal(some.SelectMany(run => run.Epochs.Select(Reports.Bits)), repeated.SelectMany(run => run.Epochs.Select(Reports.Bits)));

        var all = service.Board.ChangesSince(0);
        var imported = await service.ImportAsync(SweepArchive.Of(all.Sweeps, all.Runs), "all.json", Now);
        Assert.Equal([3L, 4L], imported);
        Assert.Equal(2 * all.Runs.Count, service.Board.ChangesSince(0).Runs.Count);
        Assert.Equal("all.json", service.Board.Sweep(3)!.Imported);
        Assert.Equivalent(service.Board.ChangesSince(0).Runs, store.Load().Runs, strict: true);
    }
}
