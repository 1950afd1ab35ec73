using System.Runtime.ExceptionServices;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>What a <see cref="SweepService"/> works with.</summary>
public sealed record SweepServiceOptions
{
    /// <summary>Where everything is kept. Stays open when the service ends.</summary>
    public required ResultStore Store { get; init; }

    /// <summary>Where the rows come from.</summary>
    public required DatasetCache Datasets { get; init; }

    /// <summary>What trains; the first engine that can execute a run gets it.</summary>
    public required IReadOnlyList<IEngine> Engines { get; init; }

    /// <summary>How many runs are trained at the same time, a core each; a device that needs a run for itself alone
    /// (<see cref="IEngine.Lane"/>) trains besides.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether to go on with all that processes which no longer live have left unfinished.</summary>
    public bool TakeOver { get; init; } = true;

    /// <summary>Tells how long ago a large network was kept last.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// Trains sweeps: a queue of runs, one worker a core and one a device, a store that keeps each epoch before anybody sees it.
/// </summary>
/// <remarks>
/// Any number of services, in one process or several, can share a store. Each run has one owner; the others show it as
/// it grows. What an ended process leaves unfinished is taken over by the next one. Runs are trained in the order of
/// their numbers; those that an engine stacks come forward with the first of them.
/// </remarks>
public sealed partial class SweepService : ISweepService, IAsyncDisposable
{
    private static readonly TimeSpan StepPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TakeOverPeriod = TimeSpan.FromSeconds(3);

    // How often in a row the store may be out of reach before this service's runs fail.
    private const int MostWatchFaults = 5;

    private readonly SweepServiceOptions _options;
    private readonly ResultStore _store;
    private readonly StoreOwner _owner;
    private readonly RunWriter _writer;
    private readonly Thread[] _workers;
    private readonly Task[] _loops;
    private readonly CancellationTokenSource _ending = new();

    // One change to what is queued, cancelled or resumed at a time.
    private readonly SemaphoreSlim _command = new(1);

    // Guards the queue, the active runs, what is busy and _ended; workers wait on it.
    private readonly object _gate = new();
    private readonly RunQueue _queue = new();
    private readonly Dictionary<long, ActiveRun> _active = [];
    private readonly HashSet<string> _busyLanes = [];
    private int _busyCores;
    private bool _ended;

    // How much of the store the board shows.
    private long _tick;
    private long _dataVersion;
    private DateTime _nextTakeOver;
    private int _watchFaults;

    private SweepService(SweepServiceOptions options, StoreOwner owner)
    {
        _options = options;
        _store = options.Store;
        _owner = owner;

        var stored = _store.Load();
        _tick = stored.Tick;
        Show(stored);
        if (options.TakeOver)
        {
            TakeOver();
        }

        // Has a thread of its own, which nothing would end if the store could not be read.
        _writer = new RunWriter(_store, owner.Name, Board, StoreFailed);
        var devices = options.Engines.Sum(engine => engine.Devices.Count);
        _workers = [.. Enumerable.Range(0, options.Workers + devices).Select(i => new Thread(Work) { IsBackground = true, Name = $"Training {i}" })];
        Array.ForEach(_workers, worker => worker.Start());
        _loops = [Every(StepPeriod, ShowSteps), Every(WatchPeriod, WatchAsync)];
    }

    /// <inheritdoc/>
    public LiveBoard Board { get; } = new();

    /// <inheritdoc/>
    public int Workers => _options.Workers;

    /// <summary>Fills the board from the store, takes over what others have left, and starts the workers.</summary>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public static SweepService Open(SweepServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        var owner = StoreOwner.Register(options.Store.Path);
        try
        {
            return new SweepService(options, owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task<long> StartAsync(SweepSpec spec, CancellationToken cancellation) => StartAsync(spec, adopt: false, cancellation);

    private async Task<long> StartAsync(SweepSpec spec, bool adopt, CancellationToken cancellation)
    {
        var plan = SweepPlanner.Plan(spec);
        foreach (var dataset in spec.Datasets.Distinct().Select(_options.Datasets.InfoOf))
        {
            if (spec.Networks.Select(network => SweepPlanner.Mismatch(network, dataset)).FirstOrDefault(fault => fault is not null) is { } mismatch)
            {
                throw new SweepException(mismatch);
            }
        }

        foreach (var run in plan)
        {
            EngineFor(run);
        }

        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        var (sweep, runs) = await Task.Run(() => _store.AddSweep(spec, plan, DateTimeOffset.UtcNow, _owner.Name, adopt), cancellation).ConfigureAwait(false);
        Board.Show(sweep);
        Enqueue(runs);
        return sweep.Id;
    }

    /// <summary>Goes on with a sweep of the same spec that was interrupted or cancelled, or starts a new one where there is
    /// none. What another living process trains is left to it.</summary>
    /// <returns>The sweep's number, and whether it was there before.</returns>
    /// <exception cref="SweepException">The sweep cannot be run; the message says why.</exception>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public async Task<(long Sweep, bool Continued)> ContinueOrStartAsync(SweepSpec spec, CancellationToken cancellation)
    {
        if (await Task.Run(() => _store.FindSweep(spec, unfinished: true), cancellation).ConfigureAwait(false) is { } sweep)
        {
            await QueueAgainAsync(sweep, cancellation).ConfigureAwait(false);
            return (sweep, true);
        }

        return (await StartAsync(spec, cancellation).ConfigureAwait(false), false);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public async Task<long> CompleteAsync(SweepSpec spec, CancellationToken cancellation)
    {
        if (await Task.Run(() => _store.FindSweep(spec, unfinished: false), cancellation).ConfigureAwait(false) is { } sweep)
        {
            await QueueAgainAsync(sweep, cancellation).ConfigureAwait(false);
            return sweep;
        }

        return await StartAsync(spec, adopt: true, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Runs that another process trains stop too, within a second.</remarks>
    /// <exception cref="SweepException">There is no such sweep.</exception>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task CancelAsync(long sweepId, CancellationToken cancellation) => CancelAsync(sweepId, owner: null, cancellation);

    /// <summary>Stops those of a sweep's unfinished runs that are this service's; what another process trains goes on.</summary>
    /// <exception cref="SweepException">There is no such sweep.</exception>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public Task CancelOwnAsync(long sweepId, CancellationToken cancellation) => CancelAsync(sweepId, _owner.Name, cancellation);

    private async Task CancelAsync(long sweepId, string? owner, CancellationToken cancellation)
    {
        RequireSweep(sweepId);
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        ActiveRun[] active;
        long[] stopped;
        lock (_gate)
        {
            active = [.. _active.Values.Where(run => run.State.SweepId == sweepId)];
            stopped = [.. _queue.OfSweep(sweepId), .. active.Select(run => run.State.Id)];
            _queue.Remove(stopped);
        }

        Array.ForEach(active, run => run.Stop());
        await Task.WhenAll(active.Select(run => run.Left)).ConfigureAwait(false);
        await _writer.FlushAsync().ConfigureAwait(false);
        try
        {
            Board.Show(await Task.Run(() => _store.Cancel(sweepId, owner, DateTimeOffset.UtcNow), CancellationToken.None).ConfigureAwait(false));
        }
        catch (StoreException exception)
        {
            StoreFailed(exception.Message, stopped);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SweepException">There is no such sweep.</exception>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task ResumeAsync(long sweepId, CancellationToken cancellation)
    {
        RequireSweep(sweepId);
        await QueueAgainAsync(sweepId, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops all workers within a step. What is unfinished goes on when a service is opened on the store again.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            foreach (var run in _active.Values)
            {
                run.Stop();
            }

            Monitor.PulseAll(_gate);
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.Run(() => Array.ForEach(_workers, worker => worker.Join())).ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
        await _writer.CompleteAsync().ConfigureAwait(false);
        try
        {
            _store.Release(_owner.Name);
        }
        catch (StoreException)
        {
            // The runs keep the name of an owner that no longer lives, which frees them as well.
        }

        _owner.Dispose();
        _ending.Dispose();
        _command.Dispose();
    }

    private async Task QueueAgainAsync(long sweep, CancellationToken cancellation)
    {
        using var _ = await CommandAsync(cancellation).ConfigureAwait(false);
        await _writer.FlushAsync().ConfigureAwait(false);
        Enqueue(await Task.Run(() => _store.Claim(sweep, ended: true, _owner.Name, IsFree), cancellation).ConfigureAwait(false));
    }

    /// <summary>A worker's life.</summary>
    private void Work()
    {
        WorkerPriority.Lower();
        for (var task = Next(done: null); task is not null; task = Next(task))
        {
            Execute(task);
        }
    }

    /// <summary>Lets go of what is done, and waits for the first queued run for which a core, or the device that it needs, is
    /// free. Both at once: another worker in between would have to fill its core's caches anew.</summary>
    private WorkerTask? Next(WorkerTask? done)
    {
        lock (_gate)
        {
            if (done is not null)
            {
                LetGo(done);
            }

            while (!_ended)
            {
                // A run that was taken away and came back waits until its first worker has let go of it.
                if (_queue.TryFirst(IsLaneFree, _active.ContainsKey, out var engine, out var lane, out var together))
                {
                    return Take(engine, lane, together);
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private void LetGo(WorkerTask task)
    {
        if (task.Lane is null)
        {
            _busyCores--;
        }
        else
        {
            _busyLanes.Remove(task.Lane);
        }

        foreach (var run in task.Runs)
        {
            _active.Remove(run.State.Id);
            run.Leave();
            run.Dispose();
        }

        Monitor.PulseAll(_gate);
    }

    private bool IsLaneFree(string? lane) => lane is null ? _busyCores < Workers : !_busyLanes.Contains(lane);

    private WorkerTask Take(IEngine? engine, string? lane, IEnumerable<RunState> together)
    {
        var runs = engine is IStackingEngine stacking ? Stack(together, stacking) : [.. together];
        var schedule = new CheckpointSchedule(runs.Length, _options.Time);
        _queue.Remove(runs.Select(run => run.Id));
        if (lane is null)
        {
            _busyCores++;
        }
        else
        {
            _busyLanes.Add(lane);
        }

        return new WorkerTask(engine, lane, Array.ConvertAll(runs, run => _active[run.Id] = new ActiveRun(Board.Run(run.Id)!, _writer, schedule)));
    }

    /// <summary>As many of the runs that could be trained together as the engine takes, of no more seeds than the cache keeps
    /// splits.</summary>
    private RunState[] Stack(IEnumerable<RunState> together, IStackingEngine engine)
    {
        var (runs, seeds, most) = (new List<RunState>(), new HashSet<int>(), 1);
        foreach (var run in together)
        {
            most = runs.Count == 0 ? engine.MostTogether(run.Spec) : most;
            if (runs.Count >= most && runs.Count > 0)
            {
                break;
            }

            if (seeds.Contains(run.Spec.Seed) || seeds.Count < _options.Datasets.Capacity)
            {
                runs.Add(run);
                seeds.Add(run.Spec.Seed);
            }
        }

        return [.. runs];
    }

    private void Execute(WorkerTask task)
    {
        List<(ActiveRun Run, TrainingJob Job)> jobs = [];
        foreach (var run in task.Runs)
        {
            Attempt(run, () =>
            {
                if (Prepare(run) is { } job)
                {
                    jobs.Add((run, job));
                }
                else
                {
                    End(run);
                }
            });
        }

        if (jobs is [var (only, alone)])
        {
            Attempt(only, () =>
            {
                EngineFor(alone.Run).Train(alone.Run, alone.Data, alone.From, alone.Observer, alone.Cancellation);
                End(only);
            });
        }
        else if (jobs.Count > 1)
        {
            Exception?[] ends;
            try
            {
                ends = [.. ((IStackingEngine)task.Engine!).Train([.. jobs.Select(entry => entry.Job)])];
            }
            catch (Exception exception)
            {
                ends = [.. jobs.Select(_ => exception)];
            }

            foreach (var (entry, fault) in jobs.Zip(ends))
            {
                Attempt(entry.Run, () =>
                {
                    if (fault is not null)
                    {
                        ExceptionDispatchInfo.Throw(fault);
                    }

                    End(entry.Run);
                });
            }
        }
    }

    /// <summary>What the engine needs to train a run; null when all its epochs are done already.</summary>
    private TrainingJob? Prepare(ActiveRun run)
    {
        var spec = run.State.Spec;
        var checkpoint = run.State.Epochs is [] ? null : _store.Checkpoint(run.State.Id);
        run.GoOnFrom(checkpoint);
        _writer.Post(run, new RunStarted(run.State.Id, DateTimeOffset.UtcNow, run.EpochsDone), run.Stopping);
        if (run.EpochsDone == spec.Epochs)
        {
            return null;
        }

        EngineFor(spec);
        var data = _options.Datasets.SplitAsync(spec.Dataset, spec.Seed, spec.Encoding, run.Stopping).GetAwaiter().GetResult();
        return new TrainingJob(spec, data, checkpoint, run, run.Stopping);
    }

    /// <summary>Does something for a run; when that fails, the run has failed, and no other.</summary>
    private void Attempt(ActiveRun run, Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            // Who stopped it says what becomes of it.
        }
        catch (StoreException exception)
        {
            StoreFailed(exception.Message, [run.State.Id]);
        }
        catch (Exception exception) when (exception is TrainingException or DataException or SweepException)
        {
            End(run, exception.Message);
        }
        catch (Exception exception)
        {
            End(run, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private void End(ActiveRun run, string? failure = null)
    {
        var epochs = run.State.Spec.Epochs;
        failure ??= run.EpochsDone == epochs ? null : $"The engine ended after {run.EpochsDone} of {epochs} epochs.";
        _writer.Post(
            run,
            new RunEnded(run.State.Id, failure is null ? RunStatus.Finished : RunStatus.Failed, failure, DateTimeOffset.UtcNow),
            CancellationToken.None);
    }

    private IEngine? Able(RunSpec run) => _options.Engines.FirstOrDefault(engine => engine.WhyNot(run) is null);

    private IEngine EngineFor(RunSpec run)
    {
        if (Able(run) is { } able)
        {
            return able;
        }

        throw new SweepException(
            $"No engine can train {run.Method} with {run.Network} on {run.Dataset}. {EngineChoice.WhyNot(_options.Engines, run)}");
    }

    /// <summary>Shows runs that are this service's now, and queues what is to be trained.</summary>
    private void Enqueue(IReadOnlyList<RunState> runs)
    {
        Board.Show(runs);
        lock (_gate)
        {
            foreach (var run in runs.Where(run => run.Status == RunStatus.Queued))
            {
                _queue.Add(run, Able(run.Spec));
            }

            Monitor.PulseAll(_gate);
        }
    }

    private void Show(StoreChanges changes)
    {
        foreach (var sweep in changes.Sweeps)
        {
            Board.Show(sweep);
        }

        if (changes.Runs.Count > 0)
        {
            Board.Show(changes.Runs);
        }

        Board.Remove(changes.RemovedSweeps, changes.RemovedRuns);
    }

    private void TakeOver()
    {
        if (_store.Owners().Any(owner => owner != _owner.Name && !StoreOwner.Lives(_store.Path, owner)))
        {
            Enqueue(_store.Claim(sweep: null, ended: false, _owner.Name, (_, owner) => owner != _owner.Name && !StoreOwner.Lives(_store.Path, owner)));
        }
    }

    private bool IsFree(long run, string? owner)
    {
        lock (_gate)
        {
            return owner == _owner.Name
                ? !_queue.Contains(run) && _active.GetValueOrDefault(run) is null or { Abandoned: true }
                : !StoreOwner.Lives(_store.Path, owner);
        }
    }

    /// <summary>Nothing can be kept any more: all runs of this service fail with the reason. They can be resumed.</summary>
    private void StoreFailed(string reason, IReadOnlyCollection<long> runs)
    {
        long[] lost;
        lock (_gate)
        {
            lost = [.. runs.Concat(_queue.Ids).Concat(_active.Keys).Distinct()];
            _queue.Clear();
            foreach (var run in _active.Values)
            {
                run.Abandon();
            }
        }

        if (lost.Length == 0)
        {
            return;
        }

        var now = DateTimeOffset.UtcNow;
        var ends = lost.ToDictionary(id => id, id => new RunEnded(id, RunStatus.Failed, reason, now));
        Board.Change(lost, state => ends[state.Id].Apply(state));
        try
        {
            _store.Commit([.. ends.Values], _owner.Name);
        }
        catch (Exception)
        {
            // The reason is on the board; in the store, whatever is wrong with it, the runs stay unfinished.
        }
    }

    private Task ShowSteps()
    {
        Dictionary<long, ActiveRun> active;
        lock (_gate)
        {
            active = new(_active);
        }

        Board.Change(active.Keys, state => active[state.Id].WithStep(state));
        return Task.CompletedTask;
    }

    /// <summary>Shows what other processes have changed, lets go of what they took or cancelled, and takes over what
    /// they leave.</summary>
    private async Task WatchAsync()
    {
        using var _ = await CommandAsync(_ending.Token).ConfigureAwait(false);
        try
        {
            var version = _store.DataVersion();
            if (version != _dataVersion)
            {
                var changes = _store.ChangesSince(_tick, _owner.Name);
                (_dataVersion, _tick) = (version, changes.Tick);
                lock (_gate)
                {
                    foreach (var run in changes.Runs.Select(run => run.Id).Concat(changes.RemovedRuns))
                    {
                        _queue.Remove([run]);
                        if (_active.TryGetValue(run, out var active))
                        {
                            active.Abandon();
                        }
                    }
                }

                Show(changes);
            }

            if (_options.TakeOver && DateTime.UtcNow >= _nextTakeOver)
            {
                TakeOver();
                _store.Purge(DateTimeOffset.UtcNow - Deletion.Grace);
                _nextTakeOver = DateTime.UtcNow + TakeOverPeriod;
            }

            _watchFaults = 0;
        }
        catch (StoreException exception)
        {
            // A store that is only busy or briefly out of reach must not cost any run its training.
            if (++_watchFaults == MostWatchFaults)
            {
                StoreFailed(exception.Message, []);
            }
        }
    }

    private async Task Every(TimeSpan period, Func<Task> action)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
            {
                await action().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
        }
    }

    private void RequireSweep(long id)
    {
        if (Board.Sweep(id) is null)
        {
            throw new SweepException($"There is no sweep {id}.");
        }
    }

    private async Task<Turn> CommandAsync(CancellationToken cancellation)
    {
        await _command.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(_command);
    }

    /// <summary>Runs that one worker trains: one, or several together.</summary>
    /// <param name="Engine">Who trains them; null where nobody can.</param>
    /// <param name="Lane">The device that they have for themselves; null for a core.</param>
    /// <param name="Runs">The runs.</param>
    private sealed record WorkerTask(IEngine? Engine, string? Lane, ActiveRun[] Runs);

    private readonly struct Turn(SemaphoreSlim command) : IDisposable
    {
        public void Dispose() => command.Release();
    }
}
