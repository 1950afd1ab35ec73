using System.Diagnostics;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Tests.Results;
using Fairer.Core.Training;

namespace Fairer.Core.Tests.Sweeps;

/// <summary>When events are kept and shown, and what happens to who hands over more than the store can take.</summary>
public sealed class RunWriterTests : IAsyncLifetime
{
    private const string Owner = "me";

    private readonly StoreFolder _folder = new();
    private readonly ResultStore _store;
    private readonly LiveBoard _board = new();
    private readonly RunWriter _writer;
    private readonly ActiveRun _run;
    private string? _failure;

    public RunWriterTests()
    {
        _store = _folder.Open();
        var spec = SweepServiceTests.Spec with { Methods = ["erm"], Networks = [new MlpShape(10, 10)], Seeds = [0], Epochs = 1000 };
        var (_, runs) = _store.AddSweep(spec, SweepPlanner.Plan(spec), DateTimeOffset.UtcNow, Owner);
        _board.Show(runs);
        _writer = new RunWriter(_store, Owner, _board, (reason, _) => _failure = reason);
        _run = new ActiveRun(runs[0], _writer, new CheckpointSchedule(1, TimeProvider.System));
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private RunState Shown => _board.Run(_run.State.Id)!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _writer.CompleteAsync();
        _run.Dispose();
        _store.Dispose();
        _folder.Dispose();
        Assert.Null(_failure);
    }

    [Fact]
    public async Task Epochs_that_come_quickly_share_a_transaction_and_are_kept_in_their_order()
    {
        var before = _board.Version;
        var started = Stopwatch.GetTimestamp();
        for (var epoch = 1; epoch <= 100; epoch++)
        {
            _writer.Post(_run, Epoch(epoch), Now);
            await Task.Delay(1, Now);
        }

        await _writer.FlushAsync();
        Assert.Equal(Enumerable.Range(1, 100), Shown.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equivalent(Shown, Stored(), strict: true);
        Assert.InRange(_board.Version - before, 1, 4 + (Stopwatch.GetElapsedTime(started).TotalMilliseconds / 20));
    }

    [Fact]
    public async Task Nobody_has_to_ask_for_a_start_an_epoch_or_an_end()
    {
        _writer.Post(_run, new RunStarted(_run.State.Id, DateTimeOffset.UtcNow), Now);
        await Until(state => state.Status == RunStatus.Running);
        Post(to: 1);
        await Until(state => state.Epochs.Length == 1);
        Post(to: 3);
        await Until(state => state.Epochs.Length == 3);
        _writer.Post(_run, new RunEnded(_run.State.Id, RunStatus.Finished, null, DateTimeOffset.UtcNow), Now);
        await Until(state => state.Status == RunStatus.Finished);
        Assert.Equivalent(Shown, Stored(), strict: true);
    }

    [Fact]
    public async Task What_waits_when_the_writer_ends_is_kept_and_a_flush_after_it_has_nothing_to_wait_for()
    {
        Post(to: 5);
        await _writer.CompleteAsync();
        Assert.Equal(5, Stored().Epochs.Length);
        await _writer.FlushAsync().WaitAsync(Now);
    }

    [Fact]
    public async Task A_store_that_is_slow_holds_the_workers_back_and_a_worker_that_is_held_back_can_be_stopped()
    {
        using var neighbour = _folder.Open();
        neighbour.Execute("BEGIN IMMEDIATE");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var posted = 0;
        var worker = Task.Run(
            () =>
            {
                while (true)
                {
                    _writer.Post(_run, Epoch(Volatile.Read(ref posted) + 1), stop.Token);
                    Interlocked.Increment(ref posted);
                }
            },
            Now);

        // At most as many as are in the writer's hands and wait for it.
        int seen;
        do
        {
            seen = Volatile.Read(ref posted);
            await Task.Delay(200, Now);
        }
        while (seen <= 128 && (seen == 0 || seen != Volatile.Read(ref posted)));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
        neighbour.Execute("COMMIT");
        await _writer.FlushAsync();
        Assert.Equal(posted, Stored().Epochs.Length);
        Assert.InRange(posted, 1, 128);
    }

    private static EpochReport Report(int epoch) => FakeEngine.Report(epoch, (ulong)epoch * 0x9E3779B97F4A7C15);

    private EpochDone Epoch(int epoch) => new(_run.State.Id, Report(epoch), new RunCheckpoint(epoch, [1], [2]), Selected: null);

    /// <summary>Hands over the epochs after the one shown last.</summary>
    private void Post(int to)
    {
        for (var epoch = Shown.Epochs.Length + 1; epoch <= to; epoch++)
        {
            _writer.Post(_run, Epoch(epoch), Now);
        }
    }

    private RunState Stored() => _store.Load().Runs.Single(run => run.Id == _run.State.Id);

    private async Task Until(Func<RunState, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Now);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (_board.Version is var version && !wanted(Shown))
        {
            await _board.WaitForChangeAsync(version, limit.Token);
        }
    }
}
