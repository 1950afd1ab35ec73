using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Rationale;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Reproduction;

/// <summary>What is being done for a figure now.</summary>
public enum StudyStage
{
    /// <summary>Another figure comes first: runs that both need are then trained once.</summary>
    Waiting,

    /// <summary>Its runs are trained.</summary>
    Training,

    /// <summary>The parity scores of its networks are measured.</summary>
    Measuring,
}

/// <summary>How far the work for a figure has come.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Measured">How many parity scores have been measured, the one under way in parts.</param>
/// <param name="ToMeasure">How many there are to measure.</param>
public sealed record StudyWork(StudyStage Stage, double Measured = 0, int ToMeasure = 0);

/// <summary>Brings figures to their ends in the background, one after the other: sweep by sweep, each taking over what there is
/// already, then the parity scores. The runs are a sweep's like any other and outlive the program; the rest is asked for
/// again.</summary>
/// <param name="sweeps">Trains.</param>
/// <param name="store">Keeps runs and scores.</param>
/// <param name="datasets">Where the rows come from.</param>
public sealed class StudyRunner(ISweepService sweeps, ResultStore store, DatasetCache datasets) : IAsyncDisposable
{
    // Pages, and training beside it, want a core too.
    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount - 1);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _jobs = [];
    private readonly Dictionary<string, string> _faults = [];
    private readonly Dictionary<long, (ParityReport? Report, long Asked)> _parity = [];
    private Task _last = Task.CompletedTask;

    /// <summary>Something has changed; on any thread.</summary>
    public event Action? Changed;

    /// <summary>What is being done for a figure; null for nothing.</summary>
    /// <param name="key">What <see cref="Start"/> was told.</param>
    public StudyWork? WorkOn(string key)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(key)?.Work;
        }
    }

    /// <summary>Why the last work for a figure came to no good end; null where it did.</summary>
    public string? FaultOf(string key)
    {
        lock (_lock)
        {
            return _faults.GetValueOrDefault(key);
        }
    }

    /// <summary>The parity scores of a study's finished runs, as far as they are measured.</summary>
    /// <param name="study">The study.</param>
    /// <param name="runs">All runs there are: of equal ones any may have been measured.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public IReadOnlyDictionary<RunSpec, ParityReport> Parity(Study study, IEnumerable<RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.NeedsParity ? StudyParity.Of(study, runs, ParityOf) : new Dictionary<RunSpec, ParityReport>();
    }

    /// <summary>Begins to bring a figure to its end; nothing when that is under way already.</summary>
    /// <param name="key">What the work goes by.</param>
    /// <param name="study">The figure, without what cannot be trained here.</param>
    public void Start(string key, Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        lock (_lock)
        {
            if (_jobs.ContainsKey(key))
            {
                return;
            }

            _faults.Remove(key);
            var job = _jobs[key] = new Job(study, new CancellationTokenSource());
            _last = RunAsync(key, job, _last);
        }

        Changed?.Invoke();
    }

    /// <summary>Stops the work for a figure and the sweeps that were started for it; what is done stays.</summary>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task CancelAsync(string key, Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        Job? job;
        lock (_lock)
        {
            job = _jobs.GetValueOrDefault(key);
        }

        if (job is not null)
        {
            await job.Stop.CancelAsync().ConfigureAwait(false);
            await job.Ended.Task.ConfigureAwait(false); // A sweep that is just being started is on the board then.
        }

        // A sweep of its goes on after a restart, when nothing is known of the work that it was for.
        var titles = study.Sweeps.Select(sweep => sweep.Title).ToHashSet();
        var planned = study.Runs.ToHashSet();
        var all = sweeps.Board.ChangesSince(0);
        var active = all.Runs.Where(run => run.Status is RunStatus.Queued or RunStatus.Running).ToLookup(run => run.SweepId);
        foreach (var sweep in all.Sweeps.Where(sweep => titles.Contains(sweep.Spec.Title) && active[sweep.Id].Any() && active[sweep.Id].All(run => planned.Contains(run.Spec))))
        {
            await sweeps.CancelAsync(sweep.Id, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the work; sweeps are left to who trains them.</summary>
    public async ValueTask DisposeAsync()
    {
        Job[] jobs;
        Task last;
        lock (_lock)
        {
            jobs = [.. _jobs.Values];
            last = _last;
        }

        foreach (var job in jobs)
        {
            await job.Stop.CancelAsync().ConfigureAwait(false);
        }

        await last.ConfigureAwait(false);
    }

    private async Task RunAsync(string key, Job job, Task before)
    {
        var stop = job.Stop.Token;
        string? fault = null;
        try
        {
            await before.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Tell(job, new StudyWork(StudyStage.Training));
            foreach (var spec in job.Study.Sweeps)
            {
                if (!IsDone(spec))
                {
                    await TrainAsync(spec, stop).ConfigureAwait(false);
                }
            }

            if (job.Study.NeedsParity)
            {
                await MeasureAsync(job, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A person wanted it so.
        }
        catch (Exception exception)
        {
            fault = exception is SweepException or DataException or StoreException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        }

        lock (_lock)
        {
            _jobs.Remove(key);
            if (fault is not null)
            {
                _faults[key] = fault;
            }
        }

        job.Ended.SetResult();
        Changed?.Invoke();

        // Who comes next waits for all before it, also where this one was stopped while it waited.
        await before.ConfigureAwait(false);
    }

    private bool IsDone(SweepSpec spec)
    {
        var finished = sweeps.Board.ChangesSince(0).Runs.Where(run => run.Status == RunStatus.Finished).Select(run => run.Spec).ToHashSet();
        return SweepPlanner.Plan(spec).All(finished.Contains);
    }

    private async Task TrainAsync(SweepSpec spec, CancellationToken stop)
    {
        var sweep = await sweeps.CompleteAsync(spec, stop).ConfigureAwait(false);
        var version = 0L;
        var active = new HashSet<long>();
        while (true)
        {
            var changes = sweeps.Board.ChangesSince(version);
            version = changes.Version;
            foreach (var run in changes.Runs.Where(run => run.SweepId == sweep))
            {
                _ = run.Status is RunStatus.Queued or RunStatus.Running ? active.Add(run.Id) : active.Remove(run.Id);
            }

            active.ExceptWith(changes.RemovedRuns.Select(removed => removed.Run));
            if (active.Count == 0)
            {
                return;
            }

            await sweeps.Board.WaitForChangeAsync(version, stop).ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(Job job, CancellationToken stop)
    {
        var runs = sweeps.Board.ChangesSince(0).Runs;
        var open = StudyParity.Open(job.Study, runs, Parity(job.Study, runs));
        for (var i = 0; i < open.Count; i++)
        {
            var done = i;
            Tell(job, new StudyWork(StudyStage.Measuring, done, open.Count));
            var report = await StudyParity.MeasureAsync(
                store, datasets, open[i], Threads, new Telling<double>(share => Tell(job, new StudyWork(StudyStage.Measuring, done + share, open.Count))), stop).ConfigureAwait(false);
            lock (_lock)
            {
                _parity[open[i].Id] = (report, Stopwatch.GetTimestamp());
            }
        }
    }

    // Another process may have measured what was not measured a moment ago; what is measured stays as it is.
    private ParityReport? ParityOf(long run)
    {
        lock (_lock)
        {
            if (_parity.TryGetValue(run, out var known) && (known.Report is not null || Stopwatch.GetElapsedTime(known.Asked) < AskAgain))
            {
                return known.Report;
            }
        }

        var report = store.ParityReport(run);
        lock (_lock)
        {
            _parity[run] = (report, Stopwatch.GetTimestamp());
        }

        return report;
    }

    private void Tell(Job job, StudyWork work)
    {
        job.Work = work;
        Changed?.Invoke();
    }

    private sealed class Job(Study study, CancellationTokenSource stop)
    {
        public Study Study => study;

        public CancellationTokenSource Stop => stop;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StudyWork Work { get; set; } = new(StudyStage.Waiting);
    }
}
