using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Sweeps;

/// <summary>Trains a sweep's runs with the engine alone: no queue, no store, no board.</summary>
internal static class BareThreads
{
    /// <summary>Trains them all, each thread the next one that waits.</summary>
    /// <param name="context">Where the data comes from.</param>
    /// <param name="spec">The sweep.</param>
    /// <param name="threads">How many runs are trained at the same time.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    /// <returns>Seconds from the start of the threads to the end of the last one.</returns>
    public static async Task<double> SecondsAsync(BenchContext context, SweepSpec spec, int threads, CancellationToken cancellation)
    {
        List<(RunSpec Run, SplitData Data)> jobs = [];
        foreach (var run in SweepPlanner.Plan(spec))
        {
            jobs.Add((run, await context.Datasets.SplitAsync(run.Dataset, run.Seed, run.Encoding, cancellation).ConfigureAwait(false)));
        }

        var engine = new ManagedEngine();
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                // As the service's workers do; the thread ends with its work.
                WorkerPriority.Lower();
                while (Interlocked.Increment(ref next) is var job && job < jobs.Count)
                {
                    engine.Train(jobs[job].Run, jobs[job].Data, null, new Silence(), cancellation);
                }
            },
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class Silence : IRunObserver
    {
        /// <inheritdoc/>
        public void OnStep(int step)
        {
        }

        /// <inheritdoc/>
        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
        {
        }
    }
}
