using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Core.Rationale.Work;

/// <summary>The network of a finished run after each of its epochs. The store keeps two of them; for the others the run is
/// trained once more, in the background, which gives bitwise the same network.</summary>
/// <param name="store">What was kept.</param>
/// <param name="datasets">What runs were trained on.</param>
/// <param name="engine">Trains again.</param>
/// <param name="mostBytes">How much room replayed networks may take.</param>
public sealed class RunReplays(ResultStore store, DatasetCache datasets, ManagedEngine engine, long mostBytes = 256L << 20) : IDisposable
{
    private readonly SharedWork<RunKey, ReplayCheck> _work = new("Replay", Math.Max(1, Environment.ProcessorCount / 2));
    private readonly BoundedCache<RunKey, Replayed> _replays = new(mostBytes);

    /// <summary>Why a run cannot be replayed, in a sentence; null when it can.</summary>
    public string? WhyNot(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Spec.Network is not MlpShape)
        {
            return $"{run.Spec.Network} is no MLP, and only an MLP is trained again here.";
        }

        if (store.SelectedWeights(run.Id) is not { } selected)
        {
            return "The store has no network of this run. Train it again.";
        }

        var bytes = (long)selected.Weights.Length * run.Spec.Epochs;
        return bytes <= mostBytes
            ? engine.WhyNot(Retrained(run.Spec))
            : $"The networks of {run.Spec.Epochs} epochs take {bytes >> 20} MB, and {mostBytes >> 20} MB are kept at most. What the store has can be seen: the reported epoch and the last one.";
    }

    /// <summary>The network after an epoch, in the form of <see cref="RunCheckpoint.Weights"/>: as stored, or else as
    /// replayed; null while it is neither.</summary>
    public byte[]? Network(RunState run, int epoch)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Stored(run, epoch) ?? _replays.Find(RunKey.Of(run))?.Network(epoch);
    }

    /// <summary>What a replay that is kept found; null where there is none, or one under way.</summary>
    public ReplayCheck? CheckOf(RunState run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _replays.Find(RunKey.Of(run))?.Check;
    }

    /// <summary>Trains a run once more and keeps the network of each epoch, as soon as it is there. Those who ask at the same
    /// time share the work, and when all of them have left it is cancelled.</summary>
    /// <param name="run">A finished run for which <see cref="WhyNot"/> is null.</param>
    /// <param name="progress">Is told the share of steps that are done, on another thread: after each epoch, and in between.</param>
    /// <param name="viewer">The viewer's interest in it.</param>
    /// <returns>Whether the last network that the store has is what training it again gave.</returns>
    /// <exception cref="DataException">The dataset is missing or damaged.</exception>
    /// <exception cref="TrainingException">The run cannot be trained again.</exception>
    public Task<ReplayCheck> ReplayAsync(RunState run, IProgress<double>? progress, CancellationToken viewer)
    {
        ArgumentNullException.ThrowIfNull(run);
        return CheckOf(run) is { } check
            ? Task.FromResult(check)
            : _work.JoinAsync(RunKey.Of(run), (telling, stop) => Replay(run, telling, stop), progress, viewer);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    private ReplayCheck Replay(RunState run, IProgress<double> progress, CancellationToken stop)
    {
        var split = datasets.SplitAsync(run.Spec.Dataset, run.Spec.Seed, run.Spec.Encoding, stop).GetAwaiter().GetResult();
        var replayed = new Replayed(run.Spec.Epochs);
        var observer = new Observer(run.Spec, progress, checkpoint =>
        {
            replayed.Keep(checkpoint.Epoch, checkpoint.Weights);
            _replays.Keep(RunKey.Of(run), replayed, (long)checkpoint.Weights.Length * run.Spec.Epochs);
        });
        engine.Train(Retrained(run.Spec), split, from: null, observer, stop);

        // Of a run that took over the results of its twin, the store has the reported network alone.
        var stored = store.FinalWeights(run.Id) ?? store.SelectedWeights(run.Id);
        var again = replayed.Network(stored?.Epoch ?? 0);
        return replayed.Check = new ReplayCheck(
            stored?.Epoch ?? 0,
            stored is null || again is null ? double.PositiveInfinity
            : stored.Weights.AsSpan().SequenceEqual(again) ? 0
            : NetworkBytes.GreatestDifference(stored.Weights, again));
    }

    private byte[]? Stored(RunState run, int epoch) =>
        store.SelectedWeights(run.Id) is { } selected && selected.Epoch == epoch ? selected.Weights
        : store.FinalWeights(run.Id) is { } final && final.Epoch == epoch ? final.Weights
        : null;

    // Whatever trained it, what trains it again is the managed engine.
    private static RunSpec Retrained(RunSpec run) => run with { Device = null };

    /// <summary>The networks of one run; filled by one thread, read by any.</summary>
    private sealed class Replayed(int epochs)
    {
        private readonly byte[]?[] _networks = new byte[epochs + 1][];

        public ReplayCheck? Check { get; set; }

        public byte[]? Network(int epoch) => epoch >= 1 && epoch < _networks.Length ? Volatile.Read(ref _networks[epoch]) : null;

        public void Keep(int epoch, byte[] network) => Volatile.Write(ref _networks[epoch], network);
    }

    private sealed class Observer(RunSpec run, IProgress<double> progress, Action<RunCheckpoint> keep) : IRunObserver
    {
        private int _epochs;

        public void OnStep(int step)
        {
            // A few times an epoch is enough to see it move.
            if (step % Math.Max(1, run.StepsPerEpoch / 5) == 0)
            {
                progress.Report((_epochs + ((double)step / run.StepsPerEpoch)) / run.Epochs);
            }
        }

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
        {
            _epochs = report.Epoch;
            keep(checkpoint);
            progress.Report((double)_epochs / run.Epochs);
        }
    }
}

/// <summary>Whether training a run once more gave the network that the store has.</summary>
/// <param name="Epoch">The epoch that was compared.</param>
/// <param name="GreatestDifference">The greatest difference between two weights; 0 when both are the same to the last bit,
/// infinite when there was nothing to compare.</param>
public sealed record ReplayCheck(int Epoch, double GreatestDifference)
{
    /// <summary>Whether they are the same to the last bit.</summary>
    public bool Same => GreatestDifference == 0;
}

/// <summary>What a run's networks are kept under: its number, and what was trained under it.</summary>
internal sealed record RunKey(long Id, RunSpec Spec)
{
    public static RunKey Of(RunState run) => new(run.Id, run.Spec);
}
