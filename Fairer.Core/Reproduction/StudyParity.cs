using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>The exact parity scores of a study's networks: what has been measured, and measuring the rest.</summary>
public static class StudyParity
{
    /// <summary>The scores that the store has of a study's runs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="study">The study.</param>
    /// <param name="runs">Runs of the store, at any stage.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static IReadOnlyDictionary<RunSpec, ParityReport> Stored(ResultStore store, Study study, IEnumerable<RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(study);
        var planned = study.Runs.ToHashSet();
        var reports = new Dictionary<RunSpec, ParityReport>();
        foreach (var run in runs.Where(run => run.Status == RunStatus.Finished && planned.Contains(run.Spec) && !reports.ContainsKey(run.Spec)))
        {
            if (store.ParityReport(run.Id) is { } report)
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
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(datasets);
        ArgumentNullException.ThrowIfNull(run);
        var split = await datasets.SplitAsync(run.Spec.Dataset, run.Spec.Seed, run.Spec.Encoding, cancellation).ConfigureAwait(false);
        var weights = store.SelectedWeights(run.Id) ?? throw new StoreException($"The network of run {run.Id} is not in the store any more: train it again.");
        var (report, detail) = await Task.Run(
            () => Parity.Measure((MlpShape)run.Spec.Network, weights.Weights, (TableSplit)split, threads, progress, cancellation), cancellation).ConfigureAwait(false);
        store.SaveParity(run.Id, weights.Epoch, report, detail);
        return report;
    }
}
