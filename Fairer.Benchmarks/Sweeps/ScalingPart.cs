using System.Globalization;
using Fairer.Benchmarks.Around;

namespace Fairer.Benchmarks.Sweeps;

/// <summary>What more workers bring, what more runs cost, and how much memory they take.</summary>
internal sealed class ScalingPart : IBenchPart
{
    private const int ManyRuns = 1000;
    private const int Seeds = 10;

    /// <inheritdoc/>
    public string Name => "scaling";

    /// <inheritdoc/>
    public string Title => "Scaling of a sweep";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation) =>
    [
        .. await WorkersAsync(context, cancellation).ConfigureAwait(false),
        .. await RunsAsync(context, cancellation).ConfigureAwait(false),
        await MemoryAsync(context, cancellation).ConfigureAwait(false),
    ];

    /// <summary>Trains 1,000 planned c200 runs for a while, in a process of its own.</summary>
    /// <returns>The most memory that the process has held, in bytes.</returns>
    public static async Task<long> PeakMemoryAsync(BenchContext context, CancellationToken cancellation)
    {
        // Two steps an epoch: the buffers and the store are those of any run, and every seed's split has its turn at once.
        var spec = SweepRunner.Spec(context.Census, new StepKind("dralign", 200), ManyRuns, Seeds) with { Epochs = 2, StepsPerEpoch = 2 };
        var enough = context.Quick ? ManyRuns / 5 : ManyRuns;
        await SweepRunner.SecondsAsync(context, spec, Environment.ProcessorCount, cancellation, enough).ConfigureAwait(false);
        return ChildProcess.PeakMemory();
    }

    private static async Task<IReadOnlyList<BenchRow>> WorkersAsync(BenchContext context, CancellationToken cancellation)
    {
        if (Environment.ProcessorCount < 2)
        {
            return [];
        }

        List<BenchRow> rows = [];
        foreach (var (hidden, runs, times) in new[] { (10, 24, 4), (50, 12, 2), (200, 4, 1) })
        {
            var kind = new StepKind("dralign", hidden);
            var spec = SweepRunner.Spec(context.Census, kind, runs, seeds: 1) with { Epochs = context.Quick ? 1 : 5 };
            await SweepRunner.SecondsAsync(context, spec with { Epochs = 1 }, workers: 2, cancellation).ConfigureAwait(false);
            var sweep = (One: double.MaxValue, Two: double.MaxValue);
            var bare = sweep;
            var rounds = times * context.Rounds;
            for (var round = 1; round <= rounds; round++)
            {
                context.Progress.Say($"{kind} with one worker and with two, round {round} of {rounds}");
                sweep.One = Math.Min(sweep.One, await SweepRunner.SecondsAsync(context, spec, workers: 1, cancellation).ConfigureAwait(false));
                bare.One = Math.Min(bare.One, await BareThreads.SecondsAsync(context, spec, threads: 1, cancellation).ConfigureAwait(false));
                sweep.Two = Math.Min(sweep.Two, await SweepRunner.SecondsAsync(context, spec, workers: 2, cancellation).ConfigureAwait(false));
                bare.Two = Math.Min(bare.Two, await BareThreads.SecondsAsync(context, spec, threads: 2, cancellation).ConfigureAwait(false));
            }

            rows.Add(new BenchRow
            {
                What = $"{runs} runs of {kind} with two workers",
                Value = sweep.Two,
                Unit = "s",
                Goal = Goal.RatioAtLeast(1.85),
                How = "Workers: the same sweep through the service with two workers and with one, to the end of its last run as the run has it, in turns, the best of each; more turns where a sweep is short.",
            }.BesideTime(sweep.One, "one worker"));
            rows.Add(new BenchRow
            {
                What = "the same runs on two bare threads",
                Value = bare.Two,
                Unit = "s",
                How = "Bare threads: the engine alone, without service, store and board, in the same turns: what the machine lets two cores do at once.",
            }.BesideTime(bare.One, "one thread"));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<BenchRow>> RunsAsync(BenchContext context, CancellationToken cancellation)
    {
        List<BenchRow> rows = [];
        var kind = new StepKind("dralign", 10);
        var steps = context.Quick ? 10 : 50;
        var smaller = 0;
        foreach (var (runs, times) in new[] { (10, 9), (100, 3), (ManyRuns, 1) })
        {
            var spec = SweepRunner.Spec(context.Census, kind, runs, Seeds) with { Epochs = 2, StepsPerEpoch = steps };
            if (smaller == 0)
            {
                // Makes the splits of all seeds.
                await SweepRunner.SecondsAsync(context, spec, Environment.ProcessorCount, cancellation).ConfigureAwait(false);
            }

            List<double> costs = [];
            for (var time = 1; time <= times; time++)
            {
                context.Progress.Say($"{runs} runs of {kind}, time {time} of {times}");
                costs.Add(1e3 * await SweepRunner.SecondsAsync(context, spec, Environment.ProcessorCount, cancellation).ConfigureAwait(false) / runs);
            }

            costs.Sort();
            var row = new BenchRow
            {
                What = $"a run of {kind} in a sweep of {Number(runs)}",
                Value = costs[costs.Count / 2],
                Unit = "ms",
                How = $"Runs: the whole sweep's time over its runs, ten seeds, short runs of two epochs of {steps} steps, so that what is not training weighs more than usual; the median of nine sweeps of 10 and of three of 100. What is made once for each seed weighs most in the sweep of 10. Flat is: no more than a tenth dearer than in the smaller sweep.",
            };
            rows.Add(smaller == 0 ? row : (row with { Goal = Goal.RatioAtLeast(0.9) }).BesideTime(rows[^1].Value, $"in a sweep of {Number(smaller)}"));
            smaller = runs;
        }

        return rows;

        static string Number(int runs) => runs.ToString("#,0", CultureInfo.InvariantCulture);
    }

    private static async Task<BenchRow> MemoryAsync(BenchContext context, CancellationToken cancellation)
    {
        context.Progress.Say("the memory of 1,000 planned c200 runs");
        var bytes = await ChildProcess.AskAsync(ChildProcess.Memory, context, cancellation).ConfigureAwait(false);
        return new BenchRow
        {
            What = "memory of 1,000 planned runs of DRAlign c200, ten seeds",
            Value = bytes / 1e9,
            Unit = "GB",
            Goal = Goal.ValueAtMost(1.5),
            How = $"Memory: the most that a process of its own has held resident while it trained {(context.Quick ? "the first 200 of them" : "them all")}, with two steps an epoch and two epochs.",
        };
    }
}
