using System.Collections.Immutable;
using Fairer.Core.Results;
using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>A run in a worker's hands: hears the engine and can be stopped from outside.</summary>
internal sealed class ActiveRun : IRunObserver, IDisposable
{
    private readonly RunWriter _writer;
    private readonly CheckpointSchedule _schedule;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<EpochReport> _epochs;

    // The network of the epoch that counts, while it has not been handed over.
    private RunCheckpoint? _selected;
    private volatile bool _abandoned;
    private long _progress;

    public ActiveRun(RunState state, RunWriter writer, CheckpointSchedule schedule)
    {
        State = state;
        _epochs = state.Epochs;
        _writer = writer;
        _schedule = schedule;
        Stopping = _stop.Token;
    }

    /// <summary>The run as it was when the worker took it.</summary>
    public RunState State { get; }

    /// <summary>Is cancelled when the run is to stop.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Whether the run is no longer this process's, so that nothing more of it may be kept.</summary>
    public bool Abandoned => _abandoned;

    /// <summary>Is complete when the worker has let go of the run.</summary>
    public Task Left => _left.Task;

    /// <summary>The number of epochs done.</summary>
    public int EpochsDone => _epochs is [.., var last] ? last.Epoch : 0;

    /// <summary>Forgets epochs that are to be done again.</summary>
    public void GoOnFrom(RunCheckpoint? checkpoint)
    {
        var epoch = checkpoint?.Epoch ?? 0;
        _epochs = [.. _epochs.Where(report => report.Epoch <= epoch)];
        Volatile.Write(ref _progress, Pack(EpochsDone, 0));
    }

    /// <summary>Stops the run within a step.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    /// <summary>Stops the run and keeps nothing more of it.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Stop();
    }

    /// <summary>The worker has let go of the run.</summary>
    public void Leave() => _left.SetResult();

    /// <summary>The present state with the steps done so far.</summary>
    public RunState WithStep(RunState state)
    {
        var progress = Volatile.Read(ref _progress);
        var (epochs, step) = ((int)(progress >> 32), (int)progress);

        // An epoch that is done but not yet kept counts as all its steps.
        step = epochs > (state.Epochs is [.., var last] ? last.Epoch : 0) ? state.Spec.StepsPerEpoch : step;
        return state.Status != RunStatus.Running || state.Step == step ? state : state with { Step = step };
    }

    /// <inheritdoc/>
    public void OnStep(int step) => Volatile.Write(ref _progress, Pack(EpochsDone, step));

    /// <inheritdoc/>
    public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
    {
        _epochs = _epochs.Add(report);
        Volatile.Write(ref _progress, Pack(report.Epoch, 0));
        if (ReferenceEquals(EpochSelection.Select(_epochs, State.Spec.Metric), report))
        {
            _selected = checkpoint with { Optimiser = [] };
        }

        // After the last epoch nothing goes on from the optimiser.
        var last = report.Epoch == State.Spec.Epochs;
        checkpoint = last ? checkpoint with { Optimiser = [] } : checkpoint;
        if (last || _schedule.Keeps(checkpoint))
        {
            _writer.Post(this, new EpochDone(State.Id, report, checkpoint, _selected), Stopping);
            _selected = null;
        }
        else
        {
            _writer.Post(this, new EpochDone(State.Id, report, Checkpoint: null, Selected: null), Stopping);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private static long Pack(int epochs, int step) => ((long)epochs << 32) | (uint)step;
}
