using System.Diagnostics;
using Fairer.Benchmarks.Peak;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Around;

/// <summary>What is done around the steps: evaluating, measuring parity, loading.</summary>
internal sealed class AroundPart : IBenchPart
{
    /// <inheritdoc/>
    public string Name => "around";

    /// <inheritdoc/>
    public string Title => "Around the step";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BenchRow>> MeasureAsync(BenchContext context, CancellationToken cancellation)
    {
        var data = await context.SplitAsync(seed: 0, cancellation).ConfigureAwait(false);
        List<BenchRow> rows = [];
        byte[] weights = [];
        foreach (var hidden in StepKind.Widths)
        {
            var kind = new StepKind("dralign", hidden);
            context.Progress.Say($"evaluation of {kind}");
            var (evaluation, epoch, last) = Evaluation(context, kind, data, cancellation);
            weights = last;
            rows.Add(new BenchRow
            {
                What = FormattableString.Invariant($"evaluation of an epoch of {kind}, {1e3 * evaluation:0.0} of {1e3 * epoch:0.0} ms"),
                Value = 100 * evaluation / epoch,
                Unit = "%",
                Goal = hidden == 200 ? Goal.ValueAtMost(20) : null,
                How = "Evaluation: from the last of an epoch's 100 steps to its report (scores of validation and test, AP, gaps, similarity over the training split, checkpoint), and the epoch from report to report; the medians of the epochs after the first.",
            });
        }

        rows.Add(Parity(context, weights, data, cancellation));
        rows.AddRange(await LoadingAsync(context, cancellation).ConfigureAwait(false));
        return rows;
    }

    /// <summary>Loads the census and makes the split of a seed, as the first run of a sweep has it done.</summary>
    public static async Task<double> LoadMillisecondsAsync(BenchContext context, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await new DatasetCache(context.Folders).SplitAsync(context.Census, seed: 0, new DataEncoding(), cancellation).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static (double Evaluation, double Epoch, byte[] Weights) Evaluation(BenchContext context, StepKind kind, TableSplit data, CancellationToken cancellation)
    {
        var timer = new EpochTimer();
        var run = StepTimer.Run(context.Census, kind) with { Epochs = context.Quick ? 3 : 8, StepsPerEpoch = 100 };
        new ManagedEngine().Train(run, data, null, timer, cancellation);
        return (timer.Evaluation, timer.Epoch, timer.Weights);
    }

    private static BenchRow Parity(BenchContext context, byte[] weights, TableSplit data, CancellationToken cancellation)
    {
        var best = double.MaxValue;
        for (var round = 1; round <= context.Rounds; round++)
        {
            context.Progress.Say($"exact parity of c200, round {round} of {context.Rounds}");
            best = Math.Min(best, Core.Rationale.Parity.Measure(new MlpShape(200, 200), weights, data, cancellation: cancellation).Report.Seconds);
        }

        return new BenchRow
        {
            What = $"exact parity score of c200 on {data.Dataset.Name}",
            Value = best,
            Unit = "s",
            Goal = context.HasAdult && Environment.ProcessorCount == 2 ? Goal.ValueAtMost(10) : null,
            How = $"Parity: removing each of the weights of a trained c200 from the whole training split, on {Environment.ProcessorCount} cores; the best of {context.Rounds}.",
        };
    }

    private static async Task<IReadOnlyList<BenchRow>> LoadingAsync(BenchContext context, CancellationToken cancellation)
    {
        var (fresh, warm) = (double.MaxValue, double.MaxValue);
        for (var round = 1; round <= context.Rounds; round++)
        {
            context.Progress.Say($"loading, round {round} of {context.Rounds}");
            fresh = Math.Min(fresh, await ChildProcess.AskAsync(ChildProcess.Load, context, cancellation).ConfigureAwait(false));
            warm = Math.Min(warm, await LoadMillisecondsAsync(context, cancellation).ConfigureAwait(false));
        }

        var row = new BenchRow
        {
            What = context.HasAdult ? "Adult loaded, encoded and split in a fresh process" : "the synthetic census drawn, encoded and split in a fresh process",
            Value = fresh,
            Unit = "ms",
            Goal = context.HasAdult ? Goal.ValueAtMost(300) : null,
            How = $"Loading: from the first word of the dataset to the split of a seed, files in the system's cache; the best of {context.Rounds}. In a fresh process the just-in-time compiler has its share; the start of the process itself does not count.",
        };
        return [row, row with { What = row.What.Replace("in a fresh process", "again", StringComparison.Ordinal), Value = warm }];
    }

    /// <summary>Takes the times of epochs and of their ends.</summary>
    private sealed class EpochTimer : IRunObserver
    {
        private readonly List<(double Evaluation, double Epoch)> _times = [];
        private long _step;
        private long _report;

        public double Evaluation => Median(time => time.Evaluation);

        public double Epoch => Median(time => time.Epoch);

        public byte[] Weights { get; private set; } = [];

        public void OnStep(int step) => _step = Stopwatch.GetTimestamp();

        public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
        {
            var now = Stopwatch.GetTimestamp();
            if (_report != 0)
            {
                _times.Add((Stopwatch.GetElapsedTime(_step, now).TotalSeconds, Stopwatch.GetElapsedTime(_report, now).TotalSeconds));
            }

            (_report, Weights) = (now, checkpoint.Weights);
        }

        private double Median(Func<(double Evaluation, double Epoch), double> of) => _times.Select(of).Order().ElementAt(_times.Count / 2);
    }
}
