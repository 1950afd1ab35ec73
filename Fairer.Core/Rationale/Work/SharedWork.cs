using Fairer.Core.Sweeps;

namespace Fairer.Core.Rationale.Work;

/// <summary>Work that several viewers may want at the same time: it is done once for all of them, on a thread of the workers'
/// low priority, and cancelled when its last viewer has left.</summary>
/// <typeparam name="TKey">What tells one piece of work from another.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
/// <param name="name">What its threads are called.</param>
/// <param name="atOnce">How many pieces are worked on at the same time; others wait for their turn.</param>
internal sealed class SharedWork<TKey, TResult>(string name, int atOnce) : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Job> _jobs = [];
    private readonly SemaphoreSlim _turns = new(atOnce);

    /// <summary>Joins a piece of work, or starts it.</summary>
    /// <param name="key">Which.</param>
    /// <param name="work">What is done, if nobody has started it yet.</param>
    /// <param name="progress">Is told the share that is done, on the working thread; at once, when it is under way.</param>
    /// <param name="viewer">The viewer's interest in it.</param>
    /// <exception cref="OperationCanceledException">The viewer has left.</exception>
    public async Task<TResult> JoinAsync(
        TKey key, Func<IProgress<double>, CancellationToken, TResult> work, IProgress<double>? progress, CancellationToken viewer)
    {
        viewer.ThrowIfCancellationRequested();
        var seat = new Seat(progress);
        Job? job;
        lock (_lock)
        {
            if (_jobs.TryGetValue(key, out job))
            {
                job.Viewers.Add(seat);
            }
            else
            {
                job = _jobs[key] = new Job(seat);
                var started = job;
                new Thread(() => Work(key, started, work)) { IsBackground = true, Name = name }.Start();
            }
        }

        progress?.Report(job.Share);
        try
        {
            return await job.Done.Task.WaitAsync(viewer).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, job, seat);
        }
    }

    /// <summary>Cancels everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var job in _jobs.Values)
            {
                job.Stop.Cancel();
            }

            _jobs.Clear();
        }
    }

    private void Work(TKey key, Job job, Func<IProgress<double>, CancellationToken, TResult> work)
    {
        WorkerPriority.Lower();
        try
        {
            _turns.Wait(job.Stop.Token);
            try
            {
                var result = work(new Telling<double>(share => Tell(job, share)), job.Stop.Token);
                End(key, job);
                job.Done.TrySetResult(result);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException)
        {
            End(key, job);
            job.Done.TrySetCanceled();
        }
        catch (Exception exception)
        {
            End(key, job);
            job.Done.TrySetException(exception);
        }
    }

    private void Tell(Job job, double share)
    {
        Seat[] viewers;
        lock (_lock)
        {
            job.Share = share;
            viewers = [.. job.Viewers];
        }

        foreach (var viewer in viewers)
        {
            viewer.Progress?.Report(share);
        }
    }

    private void Leave(TKey key, Job job, Seat seat)
    {
        lock (_lock)
        {
            job.Viewers.Remove(seat);
            if (job.Viewers.Count == 0 && !job.Done.Task.IsCompleted)
            {
                Forget(key, job);
                job.Stop.Cancel();
            }
        }
    }

    // Whoever asks from now on starts anew; what came of this is kept elsewhere.
    private void End(TKey key, Job job)
    {
        lock (_lock)
        {
            Forget(key, job);
        }
    }

    private void Forget(TKey key, Job job)
    {
        if (_jobs.TryGetValue(key, out var known) && known == job)
        {
            _jobs.Remove(key);
        }
    }

    /// <summary>One viewer's place; two without a progress are two.</summary>
    private sealed class Seat(IProgress<double>? progress)
    {
        public IProgress<double>? Progress => progress;
    }

    private sealed class Job(Seat first)
    {
        public List<Seat> Viewers { get; } = [first];

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public double Share { get; set; }
    }
}
