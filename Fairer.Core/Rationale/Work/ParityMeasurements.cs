using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Rationale.Work;

/// <summary>The exact parity scores of runs' reported networks: from the store, or measured in the background once for all who
/// ask, and then stored.</summary>
/// <param name="store">Where scores and networks are.</param>
/// <param name="datasets">What runs were trained on.</param>
public sealed class ParityMeasurements(ResultStore store, DatasetCache datasets) : IDisposable
{
    private readonly SharedWork<RunKey, StoredParity> _work = new("Parity", atOnce: 1);

    /// <summary>The score of a run's reported network; null where it has not been measured.</summary>
    public StoredParity? Stored(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return store.Parity(run.Id) is { } stored && store.SelectedWeights(run.Id)?.Epoch == stored.Epoch ? stored : null;
    }

    /// <summary>Measures it, unless it is stored.</summary>
    /// <param name="run">A finished run of an MLP.</param>
    /// <param name="progress">Is told the share that is done, on another thread.</param>
    /// <param name="viewer">The viewer's interest in it.</param>
    /// <exception cref="DataException">The dataset is missing or damaged.</exception>
    /// <exception cref="StoreException">The store has no network of the run, or cannot be read or written.</exception>
    public Task<StoredParity> MeasureAsync(RunState run, IProgress<double>? progress, CancellationToken viewer)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _work.JoinAsync(RunKey.Of(run), (telling, stop) => Stored(run) ?? Measure(run, telling, stop), progress, viewer);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    private StoredParity Measure(RunState run, IProgress<double> progress, CancellationToken stop)
    {
        var split = datasets.SplitAsync(run.Spec.Dataset, run.Spec.Seed, run.Spec.Encoding, stop).GetAwaiter().GetResult();

        // On this thread alone, whose priority is low.
        return RunParity.Measure(store, run, (TableSplit)split, threads: 1, progress, stop);
    }
}
