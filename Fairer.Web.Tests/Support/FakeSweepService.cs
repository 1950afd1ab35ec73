using Fairer.Core.Sweeps;

namespace Fairer.Web.Tests.Support;

/// <summary>A sweep service without an engine: tests say what happens to its runs.</summary>
public sealed class FakeSweepService : ISweepService
{
    private long _sweeps;
    private long _runs;

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

    /// <summary>Changes those of a sweep's runs that a condition holds for.</summary>
    public void Change(long sweepId, Func<RunState, bool> which, Func<RunState, RunState> how) =>
        Board.Show([.. Runs(sweepId).Where(which).Select(how)]);

    /// <summary>A sweep's runs as the board has them.</summary>
    public IEnumerable<RunState> Runs(long sweepId) => Board.ChangesSince(0).Runs.Where(run => run.SweepId == sweepId);
}
