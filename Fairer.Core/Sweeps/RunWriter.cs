using System.Threading.Channels;
using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <summary>
/// The one way from the workers to the store and from there to the board: all that waits is kept in one transaction, and
/// shown only then, so that a viewer never sees an epoch that a crash could take away.
/// </summary>
internal sealed class RunWriter
{
    // Holds the workers back when the store is slower than they are.
    private const int Capacity = 64;

    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly ResultStore _store;
    private readonly string _owner;
    private readonly LiveBoard _board;
    private readonly Action<string, IReadOnlyCollection<long>> _failed;
    private readonly Task _loop;

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
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Hands over an event; waits on the calling thread while too many wait already.</summary>
    public void Post(ActiveRun run, RunEvent happened, CancellationToken cancellation)
    {
        var item = new Item(run, happened, null);
        if (!_items.Writer.TryWrite(item))
        {
            _items.Writer.WriteAsync(item, cancellation).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Waits until all that has been handed over so far is kept and shown.</summary>
    public async Task FlushAsync()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _items.Writer.WriteAsync(new Item(null, null, flushed)).ConfigureAwait(false);
        await flushed.Task.ConfigureAwait(false);
    }

    /// <summary>Keeps what is left and ends.</summary>
    public async Task CompleteAsync()
    {
        _items.Writer.Complete();
        await _loop.ConfigureAwait(false);
    }

    private async Task LoopAsync()
    {
        var batch = new List<Item>();
        while (await _items.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < Capacity && _items.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }

            Keep([.. batch.Where(item => item.Run is { Abandoned: false })]);
            foreach (var item in batch)
            {
                item.Flushed?.SetResult();
            }
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
