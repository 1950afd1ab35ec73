using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Sweeps;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Rationale.Work;

/// <summary>The Taylor rationales of runs' networks, measured in the background once for all viewers; the last ones are kept.</summary>
/// <param name="datasets">What runs were trained on.</param>
/// <param name="engine">Holds splits in the form that the passes read.</param>
/// <param name="mostBytes">How much room they may take.</param>
public sealed class TaylorMaps(DatasetCache datasets, ManagedEngine engine, long mostBytes = 256L << 20) : IDisposable
{
    private readonly SharedWork<Key, RationaleMap> _work = new("Rationale", Math.Max(1, Environment.ProcessorCount / 2));
    private readonly BoundedCache<Key, RationaleMap> _maps = new(mostBytes);

    /// <summary>Measures a network over its training split.</summary>
    /// <param name="run">The run, of an MLP.</param>
    /// <param name="epoch">Which of its networks it is.</param>
    /// <param name="network">The network.</param>
    /// <param name="slice">Over which samples of each subgroup.</param>
    /// <param name="viewer">The viewer's interest in it.</param>
    /// <exception cref="DataException">The dataset is missing or damaged.</exception>
    /// <exception cref="ArgumentException">The network is not one of this run.</exception>
    public Task<RationaleMap> MeasureAsync(RunState run, int epoch, byte[] network, LabelSlice slice, CancellationToken viewer)
    {
        ArgumentNullException.ThrowIfNull(run);
        var key = new Key(RunKey.Of(run), epoch, slice);
        return _maps.Find(key) is { } kept
            ? Task.FromResult(kept)
            : _work.JoinAsync(key, (_, stop) => Measure(key, network, stop), progress: null, viewer);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    private RationaleMap Measure(Key key, byte[] network, CancellationToken stop)
    {
        var spec = key.Run.Spec;
        var split = (TableSplit)datasets.SplitAsync(spec.Dataset, spec.Seed, spec.Encoding, stop).GetAwaiter().GetResult();
        var map = TaylorRationale.Measure(engine, (MlpShape)spec.Network, network, split, key.Slice, stop);
        _maps.Keep(key, map, map.Bytes);
        return map;
    }

    private sealed record Key(RunKey Run, int Epoch, LabelSlice Slice);
}
