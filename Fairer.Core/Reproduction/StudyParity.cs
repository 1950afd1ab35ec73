using Fairer.Core.Data;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>The exact parity scores of a study's networks: what has been measured, and measuring the rest.</summary>
public static class StudyParity
{
    /// <summary>The scores of a study's runs, as far as they are known.</summary>
    /// <param name="study">The study.</param>
    /// <param name="runs">Runs of the store, at any stage: of equal ones any may have been measured.</param>
    /// <param name="known">A run's score, such as <see cref="ResultStore.ParityReport"/> has it; null where it has not been measured.</param>
    public static IReadOnlyDictionary<RunSpec, ParityReport> Of(Study study, IEnumerable<RunState> runs, Func<long, ParityReport?> known)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(known);
        var planned = study.Runs.ToHashSet();
        var reports = new Dictionary<RunSpec, ParityReport>();
        foreach (var run in runs.Where(run => run.Status == RunStatus.Finished && planned.Contains(run.Spec) && !reports.ContainsKey(run.Spec)))
        {
            if (known(run.Id) is { } report)
            {
                reports[run.Spec] = report;
            }
        }

        return reports;
    }

    /// <summary>A finished run for each network of a study that has not been measured.</summary>
    public static IReadOnlyList<RunState> Open(Study study, IEnumerable<RunState> runs, IReadOnlyDictionary<RunSpec, ParityReport> measured)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(measured);
        var planned = study.Runs.ToHashSet();
        return
        [
            .. runs
                .Where(run => run.Status == RunStatus.Finished && planned.Contains(run.Spec) && !measured.ContainsKey(run.Spec))
                .DistinctBy(run => run.Spec),
        ];
    }

    /// <summary>Measures a run's network at its selected epoch, and keeps the score.</summary>
    /// <param name="store">Where the network is, and where the score goes.</param>
    /// <param name="datasets">Where the rows come from.</param>
    /// <param name="run">A finished run of an MLP.</param>
    /// <param name="threads">How many threads work at most; null for one a core.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    /// <exception cref="DataException">The dataset is missing or damaged.</exception>
    public static async Task<ParityReport> MeasureAsync(
        ResultStore store, DatasetCache datasets, RunState run, int? threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(run);
        var split = await datasets.SplitAsync(run.Spec.Dataset, run.Spec.Seed, run.Spec.Encoding, cancellation).ConfigureAwait(false);
        var measured = await Task.Run(() => RunParity.Measure(store, run, (TableSplit)split, threads, progress, cancellation), cancellation).ConfigureAwait(false);
        return measured.Report;
    }
}
