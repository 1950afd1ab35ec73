using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Tests.Support;

/// <summary>A sweep service without an engine: tests say what happens to its runs.</summary>
public sealed class FakeSweepService : ISweepService
{
    private long _sweeps;
    private long _runs;
    private long _deletions;
    private readonly SortedDictionary<long, (Deletion Deletion, SweepState[] Sweeps, RunState[] Runs)> _deleted = [];

    public LiveBoard Board { get; } = new();

    public int Workers => 2;

    /// <summary>What was asked of it, in order: <c>start</c>, <c>cancel 1</c>, <c>resume 1</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What <see cref="StartAsync"/> refuses with, if anything.</summary>
    public string? Refusal { get; set; }

    public Task<long> StartAsync(SweepSpec spec, CancellationToken cancellation)
    {
        Asked.Add("start");
        if (Refusal is not null)
        {
            throw new SweepException(Refusal);
        }

        var id = ++_sweeps;
        Board.Show(new SweepState { Id = id, Spec = spec, Created = DateTimeOffset.UtcNow });
        Board.Show([.. SweepPlanner.Plan(spec).Select(run => new RunState { Id = ++_runs, SweepId = id, Spec = run })]);
        return Task.FromResult(id);
    }

    public Task<long> CompleteAsync(SweepSpec spec, CancellationToken cancellation) => StartAsync(spec, cancellation);

    public Task CancelAsync(long sweepId, CancellationToken cancellation)
    {
        Asked.Add($"cancel {sweepId}");
        Change(sweepId, run => run.Status is RunStatus.Queued or RunStatus.Running, run => run with { Status = RunStatus.Cancelled });
        return Task.CompletedTask;
    }

    public Task ResumeAsync(long sweepId, CancellationToken cancellation)
    {
        Asked.Add($"resume {sweepId}");
        Change(sweepId, run => run.Status is RunStatus.Cancelled or RunStatus.Failed, run => run with { Status = RunStatus.Queued, Failure = null });
        return Task.CompletedTask;
    }

    public Task ResumeRunsAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        Asked.Add($"resume runs {string.Join(',', runs)}");
        Board.Change(runs, run => run with { Status = RunStatus.Queued, Failure = null });
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<long>> RerunAsync(IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        Asked.Add($"rerun {string.Join(',', runs)}");
        return [await StartAsync(SweepGrid.Covering(runs.Select(id => Board.Run(id)!.Spec))[0].Spec, cancellation)];
    }

    public Task AnnotateSweepAsync(long sweepId, Annotation annotation, CancellationToken cancellation)
    {
        Board.Show(Board.Sweep(sweepId)! with { Annotation = annotation });
        return Task.CompletedTask;
    }

    public Task AnnotateRunsAsync(IReadOnlyDictionary<long, Annotation> annotations, CancellationToken cancellation)
    {
        Board.Change(annotations.Keys, run => run with { Annotation = annotations[run.Id] });
        return Task.CompletedTask;
    }

    public Task<Deletion> DeleteAsync(IReadOnlyCollection<long> sweeps, IReadOnlyCollection<long> runs, CancellationToken cancellation)
    {
        Asked.Add($"delete {string.Join(',', sweeps)}/{string.Join(',', runs.Order())}");
        var all = Board.ChangesSince(0);
        SweepState[] ofSweeps = [.. all.Sweeps.Where(sweep => sweeps.Contains(sweep.Id))];
        RunState[] gone = [.. all.Runs.Where(run => sweeps.Contains(run.SweepId) || runs.Contains(run.Id))];
        var deletion = new Deletion(++_deletions, DateTimeOffset.UtcNow, [.. ofSweeps.Select(sweep => sweep.Id)], [.. gone.Select(run => run.Id)]);
        _deleted[deletion.Id] = (deletion, ofSweeps, gone);
        Board.Remove(deletion.Sweeps, deletion.Runs);
        return Task.FromResult(deletion);
    }

    public Task RestoreAsync(long deletion, CancellationToken cancellation)
    {
        _deleted.Remove(deletion, out var gone);
        Array.ForEach(gone.Sweeps, Board.Show);
        Board.Show(gone.Runs);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Deletion>> DeletionsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Deletion>>([.. _deleted.Values.Select(item => item.Deletion).Reverse()]);

    public Task<IReadOnlyList<long>> ImportAsync(SweepArchive archive, string source, CancellationToken cancellation)
    {
        Asked.Add($"import {source}");
        var ids = new List<long>();
        foreach (var sweep in archive.Sweeps)
        {
            var id = ++_sweeps;
            ids.Add(id);
            Board.Show(new SweepState { Id = id, Spec = sweep.Spec, Created = sweep.Created, Imported = source });
            Board.Show([.. sweep.Runs.Select(run => new RunState { Id = ++_runs, SweepId = id, Spec = run.Spec, Status = run.Status, Epochs = [.. run.Epochs] })]);
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }

    /// <summary>Changes those of a sweep's runs that a condition holds for.</summary>
    public void Change(long sweepId, Func<RunState, bool> which, Func<RunState, RunState> how) =>
        Board.Show([.. Runs(sweepId).Where(which).Select(how)]);

    /// <summary>A sweep's runs as the board has them.</summary>
    public IEnumerable<RunState> Runs(long sweepId) => Board.ChangesSince(0).Runs.Where(run => run.SweepId == sweepId);
}
