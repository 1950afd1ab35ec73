using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Rationale;

/// <summary>The exact parity score of a run's reported network.</summary>
public static class RunParity
{
    /// <summary>Measures it, and keeps it in the store.</summary>
    /// <param name="store">Where the network is, and where the score goes.</param>
    /// <param name="run">A finished run of an MLP.</param>
    /// <param name="data">The split that it was trained on.</param>
    /// <param name="threads">How many threads work at most; null for one a core.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1, in order and on the calling thread.</param>
    /// <param name="cancellation">Stops within milliseconds.</param>
    /// <exception cref="StoreException">The store has no network of the run, or cannot be read or written.</exception>
    /// <exception cref="DataException">The training split has no sample of a subgroup.</exception>
    public static StoredParity Measure(
        ResultStore store, RunState run, TableSplit data, int? threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        var network = store.SelectedWeights(run.Id) ?? throw new StoreException($"The store has no network of run {run.Id}. Train it again.");
        var (report, detail) = Parity.Measure((MlpShape)run.Spec.Network, network.Weights, data, threads, progress, cancellation);
        store.SaveParity(run.Id, network.Epoch, report, detail);
        return new StoredParity(network.Epoch, report, detail);
    }
}
