using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Benchmarks.Dashboard.Viewers;

/// <summary>A sweep that a dashboard trains, followed in its store: an epoch is kept there the moment before it is on the
/// dashboard's board.</summary>
internal sealed class SweepWatch : IAsyncDisposable
{
    // No owner of that name lives, so that the dashboard takes the sweep over.
    private const string Nobody = "bench";

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(5);

    private readonly ResultStore _store;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _epochs = [];
    private Task _following = Task.CompletedTask;
    private long _tick;
    private long _steps;

    private SweepWatch(ResultStore store, SweepSpec spec)
    {
        _store = store;
        _store.AddSweep(spec, SweepPlanner.Plan(spec), DateTimeOffset.UtcNow, Nobody);
    }

    /// <summary>Is told when epochs are kept: at the latest when steps are counted, and at once while they are followed.</summary>
    public LagMeter Lags { get; } = new();

    /// <summary>Gives a sweep to the dashboard that works on a store.</summary>
    public static SweepWatch Start(string store, SweepSpec spec) => new(ResultStore.Open(store), spec);

    /// <summary>Waits until the dashboard trains.</summary>
    /// <exception cref="BenchException">It does not, in time.</exception>
    public async Task UntilItRunsAsync(CancellationToken cancellation)
    {
        for (var i = 0; CountSteps() == 0; i++)
        {
            if (i == 600)
            {
                throw new BenchException("The dashboard does not train the sweep.");
            }

            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The steps trained so far, by the epochs that are kept.</summary>
    public long CountSteps()
    {
        lock (_lock)
        {
            var changes = _store.ChangesSince(_tick, exceptOwner: "");
            _tick = changes.Tick;
            foreach (var run in changes.Runs)
            {
                var before = _epochs.GetValueOrDefault(run.Id);
                _epochs[run.Id] = run.Epochs.Length;
                Lags.Keep(run.Id, run.Epochs.Length);
                _steps += (run.Epochs.Length - before) * (long)run.Spec.StepsPerEpoch;
            }

            return _steps;
        }
    }

    /// <summary>Notes from now on when each epoch is kept, which takes a sixth of a core.</summary>
    public void Follow()
    {
        CountSteps();
        _following = Task.Run(() => FollowAsync(_ending.Token));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _store.Dispose();
        _ending.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookPeriod);
        var version = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                if (_store.DataVersion() is var now && now != version)
                {
                    version = now;
                    CountSteps();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was seen.
        }
    }
}
