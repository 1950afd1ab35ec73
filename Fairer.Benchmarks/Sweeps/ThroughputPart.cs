using Fairer.Benchmarks.Peak;
using Fairer.Core.Data;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Sweeps;

/// <summary>How many runs a minute a sweep trains on all cores, beside PyTorch in both ways in which it can be used for sweeps.</summary>
internal sealed class ThroughputPart : IBenchPart
{
    private const int Epochs = 10;
    private const int StepsOfEpoch = 100;
    private const int StepsOfRun = Epochs * StepsOfEpoch;

    private static readonly int Cores = Environment.ProcessorCount;

    private static readonly string How =
        $"Ours: whole runs of 1,000 steps in ten epochs through the service on {Cores} cores, evaluation after each epoch and the store included, "
        + "ten λ a seed, or fewer where a run takes long; splits loaded before. PyTorch: as many steps and evaluations on data of the same shape, nothing kept. In turns; the best of each. Runs of --quick have two epochs and count a fifth.";

    /// <inheritdoc/>
    public string Name => "throughput";

    /// <inheritdoc/>
    public string Title => $"Sweep throughput, {Cores} cores";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        var data = await context.SplitAsync(seed: 0, cancellation).ConfigureAwait(false);
        List<BenchRow> rows = [];
        foreach (var kind in StepKind.All)
        {
            rows.AddRange(await MeasureAsync(context, kind, data, cancellation).ConfigureAwait(false));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, StepKind kind, TableSplit data, CancellationToken cancellation)
    {
        var seconds = context.Quick ? 1.0 : 3.0;
        var epochs = context.Quick ? 2 : 10;
        context.Progress.Say($"{kind}: warming up");
        var warming = SweepRunner.Spec(context.Census, kind, Cores, seeds: 1) with { Epochs = 1 };
        await SweepRunner.SecondsAsync(context, warming, Cores, cancellation).ConfigureAwait(false);
        var epoch = await SweepRunner.SecondsAsync(context, warming, Cores, cancellation).ConfigureAwait(false);
        var (runs, seeds) = Grid(Cores * Math.Max(1, (int)Math.Round(2 * seconds / (epoch * epochs))));
        var sweep = SweepRunner.Spec(context.Census, kind, runs, seeds) with { Epochs = epochs };
        foreach (var seed in sweep.Seeds)
        {
            await context.SplitAsync(seed, cancellation).ConfigureAwait(false);
        }

        int[]? threads = null;
        if (context.Torch is not null)
        {
            context.Progress.Say($"{kind}: PyTorch's best thread setting");
            threads = await context.Torch.FastestThreadsAsync(kind, data, seconds / 2, cancellation).ConfigureAwait(false);
        }

        var (ours, steps, parallel, parallelSteps, alone) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var round = 1; round <= context.Rounds; round++)
        {
            context.Progress.Say($"{kind}: {runs} runs of ours, round {round} of {context.Rounds}");
            var took = await SweepRunner.SecondsAsync(context, sweep, Cores, cancellation).ConfigureAwait(false);
            ours = Math.Max(ours, 60 / took * runs * epochs * 100 / StepsOfRun);
            steps = Math.Max(steps, await StepsAsync(context, kind, data, seconds / 2, cancellation).ConfigureAwait(false));
            if (context.Torch is { } torch)
            {
                context.Progress.Say($"{kind}: PyTorch, round {round} of {context.Rounds}");
                var times = await torch.TimesAtOnceAsync(kind, data, seconds, cancellation).ConfigureAwait(false);
                parallel = Math.Max(parallel, times.Sum(time => 60 / time.Run(Epochs, StepsOfEpoch)));
                parallelSteps = Math.Max(parallelSteps, times.Sum(time => RunsPerMinute(time.Step)));
                alone = Math.Max(alone, 60 / (await torch.TimeAsync(kind, data, threads!, seconds, cancellation).ConfigureAwait(false)).Run(Epochs, StepsOfEpoch));
            }
        }

        var (versusParallel, versusAlone) = Goals(kind.Hidden);
        var row = new BenchRow { What = kind.ToString(), Value = ours, Unit = "runs/min", How = How, BesideLabel = context.Torch is null ? "no PyTorch" : null };
        var onlySteps = row with { What = $"{kind}, steps alone", Value = steps, How = "Steps alone: of ours, no evaluation, no store, a run on each core; the middle window of 20 ms." };
        return context.Torch is null
            ? [row, onlySteps]
            :
            [
                (row with { Goal = versusParallel }).BesideRate(parallel, "PyTorch, a process a core with one thread"),
                (row with { Goal = versusAlone }).BesideRate(alone, $"PyTorch, one process, {Words(threads!)}"),
                onlySteps.BesideRate(parallelSteps, "PyTorch, a process a core with one thread"),
            ];
    }

    /// <summary>Runs a minute by our steps alone, on all cores at once.</summary>
    private static async Task<double> StepsAsync(BenchContext context, StepKind kind, TableSplit data, double seconds, CancellationToken cancellation)
    {
        var engine = new ManagedEngine();
        var run = StepTimer.Run(context.Census, kind);
        var times = await Task.WhenAll(Enumerable.Range(0, Cores).Select(_ => Task.Factory.StartNew(
            () => StepTimer.Measure(engine, run, data, seconds, cancellation).Median,
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).ConfigureAwait(false);
        return times.Sum(RunsPerMinute);
    }

    /// <summary>A grid of about that many runs: of ten λ for each seed, as a person would ask for, or of fewer λ for one seed.</summary>
    internal static (int Runs, int Seeds) Grid(int runs)
    {
        const int Lambdas = 10, MostSeeds = 10;
        var seeds = Math.Clamp(runs / Lambdas, 1, MostSeeds);
        return runs <= Lambdas ? (runs, 1) : (seeds * Lambdas, seeds);
    }

    private static double RunsPerMinute(double step) => 60 / (step * StepsOfRun);

    private static (Goal VersusParallel, Goal VersusAlone) Goals(int hidden) => hidden switch
    {
        10 => (Goal.RatioAtLeast(10, aim: 14), Goal.RatioAtLeast(20)),
        50 => (Goal.RatioAtLeast(4, aim: 6), Goal.RatioAtLeast(8)),
        _ => (Goal.RatioAtLeast(1.7, aim: 2.2), Goal.RatioAtLeast(2.7)),
    };

    // A setting is the threads of PyTorch and those of the BLAS, whose number it does not heed where it is OpenBLAS.
    private static string Words(int[] threads) =>
        $"{threads[0]} {(threads[0] == 1 ? "thread" : "threads")}{(threads[0] == threads[1] ? "" : $" and {threads[1]} of the BLAS")}";
}
