namespace Fairer.Core.Sweeps;

/// <summary>
/// The present state of all sweeps and runs, with a version that grows with each change, so that any number of viewers
/// can each ask for what changed since they last looked.
/// </summary>
/// <remarks>
/// Nothing is queued for a viewer: one that comes late asks from version 0 and gets everything, one that stalls gets
/// the newest states when it asks again, and neither slows training. Safe for use from any thread.
/// </remarks>
public sealed class LiveBoard
{
    private readonly Lock _lock = new();
    private readonly ChangeLog<SweepState> _sweeps = new();
    private readonly ChangeLog<RunState> _runs = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    /// <summary>The number of changes so far.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>Shows a sweep's new state.</summary>
    public void Show(SweepState sweep)
    {
        lock (_lock)
        {
            _sweeps.Set(sweep.Id, sweep, ++_version);
            Wake();
        }
    }

    /// <summary>Shows new states of runs, as one change.</summary>
    public void Show(IEnumerable<RunState> runs)
    {
        lock (_lock)
        {
            _version++;
            foreach (var run in runs)
            {
                _runs.Set(run.Id, run, _version);
            }

            Wake();
        }
    }

    /// <summary>Changes some runs from whatever state each is in now, as one change.</summary>
    /// <param name="ids">The runs; one that is not on the board is passed over.</param>
    /// <param name="change">Gives the new state; the same object when there is nothing to change.</param>
    public void Change(IEnumerable<long> ids, Func<RunState, RunState> change)
    {
        lock (_lock)
        {
            var version = _version + 1;
            foreach (var id in ids)
            {
                if (_runs.Get(id) is { } before
                    && change(before) is var state
                    && !ReferenceEquals(state, before))
                {
                    _runs.Set(id, state, version);
                    _version = version;
                }
            }

            if (_version == version)
            {
                Wake();
            }
        }
    }

    /// <summary>Takes sweeps and runs away, as one change; what is not on the board is passed over.</summary>
    public void Remove(IEnumerable<long> sweeps, IEnumerable<long> runs)
    {
        lock (_lock)
        {
            var version = _version + 1;
            var removed = false;
            foreach (var id in sweeps)
            {
                removed |= _sweeps.Remove(id, version);
            }

            foreach (var id in runs)
            {
                removed |= _runs.Remove(id, version);
            }

            if (removed)
            {
                _version = version;
                Wake();
            }
        }
    }

    /// <summary>Takes the newest state of one sweep.</summary>
    public SweepState? Sweep(long id)
    {
        lock (_lock)
        {
            return _sweeps.Get(id);
        }
    }

    /// <summary>Takes the newest state of one run.</summary>
    public RunState? Run(long id)
    {
        lock (_lock)
        {
            return _runs.Get(id);
        }
    }

    /// <summary>What changed after a version; everything for version 0.</summary>
    public BoardChanges ChangesSince(long version)
    {
        lock (_lock)
        {
            return new BoardChanges(_version, _sweeps.Since(version), _runs.Since(version))
            {
                RemovedSweeps = version == 0 ? [] : [.. _sweeps.RemovedSince(version).Select(sweep => sweep.Id)],
                RemovedRuns = version == 0 ? [] : [.. _runs.RemovedSince(version).Select(run => (run.SweepId, run.Id))],
            };
        }
    }

    /// <summary>Waits until there is something newer than a version.</summary>
    public async Task WaitForChangeAsync(long version, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_version > version)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a viewer has to draw anew.</summary>
/// <param name="Version">The version that these changes lead to.</param>
/// <param name="Sweeps">Sweeps that are new or changed.</param>
/// <param name="Runs">Runs that are new or changed, each with its whole present state.</param>
public sealed record BoardChanges(long Version, IReadOnlyList<SweepState> Sweeps, IReadOnlyList<RunState> Runs)
{
    /// <summary>The numbers of the sweeps that are gone.</summary>
    public IReadOnlyList<long> RemovedSweeps { get; init; } = [];

    /// <summary>The runs that are gone, and the sweeps that they belonged to.</summary>
    public IReadOnlyList<(long Sweep, long Run)> RemovedRuns { get; init; } = [];

    /// <summary>Brings runs up to date, by their numbers.</summary>
    public void ApplyTo(IDictionary<long, RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        foreach (var run in Runs)
        {
            runs[run.Id] = run;
        }

        foreach (var (_, run) in RemovedRuns)
        {
            runs.Remove(run);
        }
    }
}
