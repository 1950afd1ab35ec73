using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Sweeps;

/// <summary>Trains whole sweeps as the dashboard and the command line do: service, store, evaluation and all.</summary>
internal static class SweepRunner
{
    // The end is known from the runs: who looks often takes a core from them.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>A grid of one method and network.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="kind">What is trained.</param>
    /// <param name="runs">How many runs.</param>
    /// <param name="seeds">How many seeds they have, all as often.</param>
    public static SweepSpec Spec(string dataset, StepKind kind, int runs, int seeds) => new()
    {
        Datasets = [dataset],
        Methods = [kind.Method],
        Networks = [new MlpShape(kind.Hidden, kind.Hidden)],
        Lambdas = [.. Enumerable.Range(1, runs / seeds).Select(i => 0.2 + (0.4 * i * seeds / runs))],
        Betas = [0.05],
        Seeds = [.. Enumerable.Range(0, seeds)],
    };

    /// <summary>Trains a sweep in a store of its own.</summary>
    /// <param name="context">Where the data comes from.</param>
    /// <param name="spec">The sweep.</param>
    /// <param name="workers">How many runs are trained at the same time.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    /// <param name="enough">After how many finished runs to stop; null to train them all.</param>
    /// <returns>Seconds from the start of the sweep to the end of its last run, which is then still to be kept.</returns>
    public static async Task<double> SecondsAsync(BenchContext context, SweepSpec spec, int workers, CancellationToken cancellation, int? enough = null)
    {
        var folder = Directory.CreateTempSubdirectory("fairer-bench-");
        try
        {
            return await TrainAsync(context, spec, workers, Path.Combine(folder.FullName, "bench.db"), cancellation, enough).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Trains a sweep in a store that stays.</summary>
    /// <param name="context">Where the data comes from.</param>
    /// <param name="spec">The sweep.</param>
    /// <param name="workers">How many runs are trained at the same time.</param>
    /// <param name="file">The store's file, which need not be there.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    /// <param name="enough">After how many finished runs to stop; null to train them all.</param>
    /// <returns>Seconds from the start of the sweep to the end of its last run, which is then still to be kept.</returns>
    public static async Task<double> TrainAsync(BenchContext context, SweepSpec spec, int workers, string file, CancellationToken cancellation, int? enough = null)
    {
        using var store = ResultStore.Open(file);
        await using var service = SweepService.Open(new SweepServiceOptions
        {
            Store = store,
            Datasets = context.Datasets,
            Engines = [new ManagedEngine()],
            Workers = workers,
        });
        var started = DateTimeOffset.UtcNow;
        var sweep = await service.StartAsync(spec, cancellation).ConfigureAwait(false);
        var ended = await FinishedAsync(service.Board, sweep, enough ?? SweepPlanner.Plan(spec).Count, cancellation).ConfigureAwait(false);
        return (ended - started).TotalSeconds;
    }

    /// <summary>Waits for so many runs.</summary>
    /// <returns>When the last of them ended.</returns>
    private static async Task<DateTimeOffset> FinishedAsync(LiveBoard board, long sweep, int runs, CancellationToken cancellation)
    {
        var finished = new Dictionary<long, DateTimeOffset>();
        var version = 0L;
        while (true)
        {
            var changes = board.ChangesSince(version);
            version = changes.Version;
            foreach (var run in changes.Runs.Where(run => run.SweepId == sweep))
            {
                if (run.Failure is not null)
                {
                    throw new BenchException($"A run failed: {run.Failure}");
                }

                if (run is { Status: RunStatus.Finished, Ended: { } ended })
                {
                    finished[run.Id] = ended;
                }
            }

            if (finished.Count >= runs)
            {
                return finished.Values.Max();
            }

            await Task.Delay(LookPeriod, cancellation).ConfigureAwait(false);
            await board.WaitForChangeAsync(version, cancellation).ConfigureAwait(false);
        }
    }
}
