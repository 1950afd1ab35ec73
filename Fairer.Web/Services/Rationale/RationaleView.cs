using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Rationale.Maps;
using Fairer.Core.Rationale.Work;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services.Rationale;

/// <summary>One run's rationale as one viewer looks at it: what is shown, what is under way for it, and what went wrong.</summary>
/// <param name="run">A finished run.</param>
/// <param name="dataset">What it was trained on.</param>
/// <param name="tools">What measures.</param>
/// <param name="changed">Is told, on any thread, that something to see has changed.</param>
public sealed class RationaleView(RunState run, DatasetInfo dataset, RationaleTools tools, Action changed) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _watching = new();
    private CancellationTokenSource _measuring = new();
    private TaskCompletionSource _progressed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<ReplayCheck>? _replay;
    private IReadOnlyList<string>? _features;
    private int _shows;
    private bool _left;

    /// <summary>The run.</summary>
    public RunState Run => run;

    /// <summary>What it was trained on.</summary>
    public DatasetInfo Dataset => dataset;

    /// <summary>Whether its weights can be shown.</summary>
    public bool HasMap => run.Spec.Network is MlpShape;

    /// <summary>What is shown; null at first.</summary>
    public RationaleShown? Shown { get; private set; }

    /// <summary>What is wrong, and how to mend it; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether something newer than what is shown is on its way.</summary>
    public bool Busy { get; private set; }

    /// <summary>How far training the run once more is, 0 to 1; null when it is not under way.</summary>
    public double? Replaying { get; private set; }

    /// <summary>Whether training it once more gave the stored network; null while that is not known.</summary>
    public ReplayCheck? Check { get; private set; }

    /// <summary>How far the exact measurement is, 0 to 1; null when it is not under way.</summary>
    public double? Measuring { get; private set; }

    /// <summary>The epoch of the exact score; null where it has not been measured.</summary>
    public int? MeasuredEpoch { get; private set; }

    /// <summary>Whether the exact score is wanted and has not been measured.</summary>
    public bool NeedsMeasuring { get; private set; }

    /// <summary>Whether the exact score is of another epoch than the wanted one.</summary>
    public bool OtherEpoch { get; private set; }

    // What was under way when the viewer left may go on for a moment, and then finds that nobody looks.
    private CancellationToken Watching => _left ? new CancellationToken(canceled: true) : _watching.Token;

    /// <summary>The number of the epoch that a request means for this run.</summary>
    public int EpochOf(RationaleRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Math.Clamp(request.Epoch ?? run.Selected!.Epoch, 1, run.Epochs.Length);
    }

    /// <summary>Shows what is asked for as soon as it is there.</summary>
    /// <param name="request">What to show.</param>
    /// <param name="cancellation">The viewer wants something else.</param>
    public async Task ShowAsync(RationaleRequest request, CancellationToken cancellation)
    {
        var report = run.Epochs[EpochOf(request) - 1];
        var show = ++_shows;
        Busy = true;
        try
        {
            var shown = HasMap
                ? request.Exact ? await ExactAsync(report, cancellation) : await TaylorAsync(report, request.Slice, cancellation)
                : new RationaleShown(report, Exact: false, LabelSlice.All, Map: null, []);
            (Shown, Fault) = (shown, null);
        }
        catch (Exception exception) when (exception is DataException or StoreException or TrainingException or ArgumentException)
        {
            Fault = exception.Message;
        }
        finally
        {
            Busy = Busy && show != _shows; // The next one may have begun.
        }
    }

    /// <summary>Measures the exact score of the reported network, until it is there or <see cref="StopMeasuring"/>.</summary>
    public async Task MeasureAsync()
    {
        if (Measuring is not null)
        {
            return;
        }

        _measuring.Dispose();
        _measuring = CancellationTokenSource.CreateLinkedTokenSource(Watching);
        var measuring = _measuring.Token;
        (Measuring, Fault) = (0, null);
        try
        {
            await tools.Parity.MeasureAsync(run, new Telling<double>(share => Tell(() => Measuring = share, measuring)), measuring);
        }
        catch (OperationCanceledException)
        {
            // The viewer has stopped it, or left.
        }
        catch (Exception exception) when (exception is DataException or StoreException or ArgumentException)
        {
            Fault = exception.Message;
        }
        finally
        {
            Tell(() => Measuring = null);
        }
    }

    /// <summary>Stops measuring, unless others want it too.</summary>
    public void StopMeasuring() => _measuring.Cancel();

    /// <summary>Nobody looks at the moment: what is under way need not go on for this viewer.</summary>
    public void Pause()
    {
        _watching.Cancel();
        _watching = new();
        _replay = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left = true;
        _watching.Cancel();
        _watching.Dispose();
        _measuring.Dispose();
    }

    private async Task<RationaleShown> TaylorAsync(EpochReport report, LabelSlice slice, CancellationToken cancellation)
    {
        (NeedsMeasuring, OtherEpoch) = (false, false);
        var network = await NetworkAsync(report.Epoch, cancellation);
        var map = await tools.Taylor.MeasureAsync(run, report.Epoch, network, slice, cancellation);
        return new RationaleShown(report, Exact: false, slice, map, await FeaturesAsync(cancellation));
    }

    private async Task<RationaleShown> ExactAsync(EpochReport report, CancellationToken cancellation)
    {
        var stored = await Task.Run(() => tools.Parity.Stored(run), cancellation);
        MeasuredEpoch = stored?.Epoch;
        (NeedsMeasuring, OtherEpoch) = (stored is null, stored is not null && stored.Epoch != report.Epoch);
        if (stored is null)
        {
            return new RationaleShown(report, Exact: true, LabelSlice.All, Map: null, []);
        }

        // It is of the reported network alone, whatever epoch is wanted.
        var features = await FeaturesAsync(cancellation);
        var map = await Task.Run(
            () => RationaleMap.Exact(new MlpLayout(features.Count, (MlpShape)run.Spec.Network), tools.Replays.Network(run, stored.Epoch), stored.Detail), cancellation);
        return new RationaleShown(run.Epochs[stored.Epoch - 1], Exact: true, LabelSlice.All, map, features);
    }

    private async Task<IReadOnlyList<string>> FeaturesAsync(CancellationToken cancellation) => _features ??=
        ((TableSplit)await tools.Datasets.SplitAsync(run.Spec.Dataset, run.Spec.Seed, run.Spec.Encoding, cancellation)).FeatureNames;

    private async Task<byte[]> NetworkAsync(int epoch, CancellationToken cancellation)
    {
        for (var replays = 0; ;)
        {
            var next = _progressed.Task;
            if (await Task.Run(() => tools.Replays.Network(run, epoch), cancellation) is { } network)
            {
                return network;
            }

            if (await Task.Run(() => tools.Replays.WhyNot(run), cancellation) is { } reason)
            {
                throw new TrainingException($"Epoch {epoch} cannot be shown. {reason}");
            }

            // What was replayed earlier may have made room for other runs.
            if (_replay is null or { IsCompleted: true })
            {
                if (replays++ > 1)
                {
                    throw new TrainingException($"Epoch {epoch} cannot be shown at the moment: other runs take the room that its networks need. Choose it again in a while.");
                }

                _replay = ReplayAsync();
            }

            await (await Task.WhenAny(_replay, next).WaitAsync(cancellation));
        }
    }

    private async Task<ReplayCheck> ReplayAsync()
    {
        var watching = Watching;
        try
        {
            Check = await tools.Replays.ReplayAsync(run, new Telling<double>(share => Tell(() => Replaying = share, watching)), watching);
            return Check;
        }
        finally
        {
            Tell(() => Replaying = null);
        }
    }

    // Progress may be told a moment after what it is of has been cancelled, and then says nothing any more.
    private void Tell(Action change, CancellationToken unless = default)
    {
        lock (_lock)
        {
            if (unless.IsCancellationRequested)
            {
                return;
            }

            change();
        }

        Interlocked.Exchange(ref _progressed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        changed();
    }
}

/// <summary>What measures rationales.</summary>
/// <param name="Datasets">What runs were trained on.</param>
/// <param name="Replays">The networks of runs.</param>
/// <param name="Taylor">Their Taylor rationales.</param>
/// <param name="Parity">Their exact parity scores.</param>
public sealed record RationaleTools(DatasetCache Datasets, RunReplays Replays, TaylorMaps Taylor, ParityMeasurements Parity);
