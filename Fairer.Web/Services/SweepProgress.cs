using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>How far a sweep has come.</summary>
/// <param name="Total">The number of runs.</param>
/// <param name="Queued">How many wait.</param>
/// <param name="Running">How many are trained now.</param>
/// <param name="Finished">How many are done.</param>
/// <param name="Failed">How many broke.</param>
/// <param name="Cancelled">How many were stopped.</param>
/// <param name="Share">The share of all steps that are done, 0 to 1.</param>
/// <param name="Left">The time still needed, as far as the epochs so far tell; null while nothing tells.</param>
public sealed record SweepProgress(
    int Total, int Queued, int Running, int Finished, int Failed, int Cancelled, double Share, TimeSpan? Left)
{
    /// <summary>Whether something is still to be trained.</summary>
    public bool Active => Queued + Running > 0;

    /// <summary>Whether there are runs that could go on.</summary>
    public bool Resumable => !Active && Cancelled + Failed > 0;

    /// <summary>Sums up runs.</summary>
    /// <param name="runs">A sweep's runs.</param>
    /// <param name="workers">How many are trained at the same time.</param>
    public static SweepProgress Of(IReadOnlyCollection<RunState> runs, int workers)
    {
        var counts = new int[Enum.GetValues<RunStatus>().Length];
        var done = 0.0;
        var told = false;
        foreach (var run in runs)
        {
            counts[(int)run.Status]++;
            done += run.Status == RunStatus.Finished ? 1 : run.Progress;
            told |= run.Epochs.Length > 0;
        }

        (RunSpec, double)[] open =
        [
            .. runs.Where(run => run.Status is RunStatus.Queued or RunStatus.Running).Select(run => (run.Spec, 1 - run.Progress)),
        ];
        return new SweepProgress(
            runs.Count,
            counts[(int)RunStatus.Queued],
            counts[(int)RunStatus.Running],
            counts[(int)RunStatus.Finished],
            counts[(int)RunStatus.Failed],
            counts[(int)RunStatus.Cancelled],
            runs.Count == 0 ? 0 : done / runs.Count,
            told && open.Length > 0 ? new TimeEstimate(runs).Of(open, workers) : null);
    }

    /// <summary>The time that a run under way still needs; null before its first epoch is done.</summary>
    public static TimeSpan? TimeLeft(RunState run) =>
        run.Status == RunStatus.Running && run.Epochs.Length > 0
            ? TimeSpan.FromSeconds(run.Epochs.Average(epoch => epoch.Seconds) * run.Spec.Epochs * (1 - run.Progress))
            : null;
}
