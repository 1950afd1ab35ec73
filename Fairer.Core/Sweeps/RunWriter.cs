using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <summary>
/// The one way from the workers to the store and from there to the board: all that waits is kept in one transaction, and
/// shown only then, so that a viewer never sees an epoch that a crash could take away.
/// </summary>
/// <remarks>
/// Short runs have hundreds of epochs a second, and each transaction takes a core from training. So after one the next
/// waits a little for others to share it, and a run's start for its first epoch; the end of a run, for which somebody may
/// wait, does not.
/// </remarks>
internal sealed class RunWriter
{
    // In milliseconds: shorter than anybody sees, long against a transaction.
    private const int Patience = 40;

    // Times on the clock of Environment.TickCount64.
    private const long AtOnce = 0;
    private const long Never = long.MaxValue;

    // Holds the workers back when the store is slower than they are.
    private const int Capacity = 64;

    // How often a worker that is held back looks whether it is to stop.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly ResultStore _store;
    private readonly string _owner;
    private readonly LiveBoard _board;
    private readonly Action<string, IReadOnlyCollection<long>> _failed;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards what follows; the writer waits on it for something that is due, and workers for room.
    private readonly object _gate = new();
    private List<Item> _waiting = [];
    private long _due = Never;

    // From when on the next transaction need not wait.
    private long _rested;
    private bool _completed;

    /// <summary>Starts writing.</summary>
    /// <param name="store">Where everything is kept.</param>
    /// <param name="owner">Whose runs they are.</param>
    /// <param name="board">Where everything is shown.</param>
    /// <param name="failed">Is told when the store fails: the reason, and the runs whose events are lost with it.</param>
    public RunWriter(ResultStore store, string owner, LiveBoard board, Action<string, IReadOnlyCollection<long>> failed)
    {
        _store = store;
        _owner = owner;
        _board = board;
        _failed = failed;
        new Thread(Write) { IsBackground = true, Name = "Writing runs" }.Start();
    }

    private static long Now => Environment.TickCount64;

    /// <summary>Hands over an event; waits on the calling thread while too many wait already.</summary>
    public void Post(ActiveRun run, RunEvent happened, CancellationToken cancellation)
    {
        lock (_gate)
        {
            while (_waiting.Count >= Capacity)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, LookPeriod);
            }

            _waiting.Add(new Item(run, happened, null));
            Due(happened switch
            {
                _ when _waiting.Count == Capacity => AtOnce,
                RunEnded => AtOnce,

                // Shares the first epoch's transaction, if that does not take long to come.
                RunStarted => Now + Patience,
                _ => _rested,
            });
        }
    }

    /// <summary>Waits until all that has been handed over so far is kept and shown.</summary>
    public Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_completed)
            {
                return _ended.Task;
            }

            _waiting.Add(new Item(null, null, flushed));
            Due(AtOnce);
        }

        return flushed.Task;
    }

    /// <summary>Keeps what is left and ends.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }

        return _ended.Task;
    }

    /// <summary>Something that waits is to be kept at a time at the latest.</summary>
    private void Due(long time)
    {
        if (time < _due)
        {
            _due = time;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The writer's life.</summary>
    private void Write()
    {
        while (Take() is { } batch)
        {
            Keep([.. batch.Where(item => item.Run is { Abandoned: false })]);
            foreach (var item in batch)
            {
                item.Flushed?.SetResult();
            }
        }

        _ended.SetResult();
    }

    /// <summary>Waits until something is due, and takes all that waits with it; null at the end.</summary>
    private List<Item>? Take()
    {
        lock (_gate)
        {
            _rested = Now + Patience;
            if (_due > AtOnce && _due < _rested)
            {
                _due = _rested;
            }

            while (_due - Now is > 0 and var wait && !_completed)
            {
                Monitor.Wait(_gate, _due == Never ? Timeout.Infinite : (int)wait);
            }

            var batch = _waiting;
            (_waiting, _due) = ([], Never);
            Monitor.PulseAll(_gate);
            return batch.Count == 0 && _completed ? null : batch;
        }
    }

    private void Keep(Item[] items)
    {
        if (items.Length == 0)
        {
            return;
        }

        try
        {
            var lost = _store.Commit([.. items.Select(item => item.Event!)], _owner);
            foreach (var item in items.Where(item => lost.Contains(item.Event!.Run)))
            {
                item.Run!.Abandon();
            }

            var kept = items.Select(item => item.Event!).Where(happened => !lost.Contains(happened.Run)).ToLookup(happened => happened.Run);
            _board.Change(
                kept.Select(group => group.Key),
                state => kept[state.Id].Aggregate(state, (now, happened) => happened.Apply(now)));
        }
        catch (Exception exception)
        {
            // Whatever it is, nothing may be trained that is not kept.
            _failed(exception.Message, [.. items.Select(item => item.Event!.Run).Distinct()]);
        }
    }

    private readonly record struct Item(ActiveRun? Run, RunEvent? Event, TaskCompletionSource? Flushed);
}
