using Fairer.Core.Results;
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
        int Count(RunStatus status) => runs.Count(run => run.Status == status);
        return new SweepProgress(
            runs.Count,
            Count(RunStatus.Queued),
            Count(RunStatus.Running),
            Count(RunStatus.Finished),
            Count(RunStatus.Failed),
            Count(RunStatus.Cancelled),
            runs.Count == 0 ? 0 : runs.Average(run => run.Status == RunStatus.Finished ? 1 : run.Progress),
            TimeLeft(runs, workers));
    }

    /// <summary>The time that a run under way still needs; null before its first epoch is done.</summary>
    public static TimeSpan? TimeLeft(RunState run) =>
        run.Status == RunStatus.Running && run.Epochs.Length > 0
            ? TimeSpan.FromSeconds(run.Epochs.Average(epoch => epoch.Seconds) * run.Spec.Epochs * (1 - run.Progress))
            : null;

    // An epoch takes as long as the epochs of the same curve have taken; where there are none yet, as long as any.
    private static TimeSpan? TimeLeft(IReadOnlyCollection<RunState> runs, int workers)
    {
        var open = runs.Where(run => run.Status is RunStatus.Queued or RunStatus.Running).ToArray();
        var seconds = runs
            .Where(run => run.Epochs.Length > 0)
            .GroupBy(run => CurveKey.Of(run.Spec))
            .ToDictionary(group => group.Key, group => group.Average(run => run.Epochs[^1].Seconds));
        if (open.Length == 0 || seconds.Count == 0)
        {
            return null;
        }

        var any = seconds.Values.Average();
        double Needs(RunState run) => seconds.GetValueOrDefault(CurveKey.Of(run.Spec), any) * run.Spec.Epochs * (1 - run.Progress);
        var together = Math.Clamp(open.Length, 1, Math.Max(workers, 1));
        return TimeSpan.FromSeconds(Math.Max(open.Sum(Needs) / together, open.Max(Needs)));
    }
}
