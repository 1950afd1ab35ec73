using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Peak;

/// <summary>Times the steps of runs as the engine trains them: loss and gradient, Adam; no evaluation. Their batches are made
/// once, by the first of them.</summary>
internal sealed class StepTimer : IRunObserver
{
    private const double WindowSeconds = 0.02;

    // As in the protocol, in ten epochs.
    private const int Steps = 1000;

    private readonly CancellationTokenSource _stop;
    private readonly List<long> _stamps = [];
    private readonly List<int> _starts = [0];
    private readonly double _seconds;

    private StepTimer(CancellationTokenSource stop, double seconds) => (_stop, _seconds) = (stop, seconds);

    /// <summary>The run whose steps are timed.</summary>
    public static RunSpec Run(string dataset, StepKind kind) => new()
    {
        Dataset = dataset,
        Method = kind.Method,
        Network = new MlpShape(kind.Hidden, kind.Hidden),
        Lambda = 0.4,
        Beta = kind.IsAligned ? 0.05 : 0,
        Epochs = 1,
        StepsPerEpoch = Steps,
    };

    /// <summary>Seconds a step, at best and in the middle, over windows of some twenty milliseconds; on the calling thread.</summary>
    /// <param name="engine">What trains it.</param>
    /// <param name="run">Of <see cref="Run"/>.</param>
    /// <param name="data">The split of its seed.</param>
    /// <param name="seconds">How long to train, run after run.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    public static (double Best, double Median) Measure(ManagedEngine engine, RunSpec run, TableSplit data, double seconds, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = new StepTimer(stop, seconds);
        try
        {
            while (true)
            {
                engine.Train(run, data, null, timer, stop.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Enough steps are timed.
        }

        return timer.Summary();
    }

    /// <inheritdoc/>
    public void OnStep(int step)
    {
        _stamps.Add(Stopwatch.GetTimestamp());
        if (step > 1 && Stopwatch.GetElapsedTime(_stamps[0], _stamps[^1]).TotalSeconds > _seconds)
        {
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochReport report, RunCheckpoint checkpoint) => _starts.Add(_stamps.Count);

    private (double Best, double Median) Summary()
    {
        List<double> windows = [];
        foreach (var (start, end) in _starts.Zip([.. _starts.Skip(1), _stamps.Count]))
        {
            var first = start;
            for (var i = start + 1; i < end; i++)
            {
                var took = Stopwatch.GetElapsedTime(_stamps[first], _stamps[i]).TotalSeconds;
                if (took >= WindowSeconds || (i == _stamps.Count - 1 && windows.Count == 0))
                {
                    windows.Add(took / (i - first));
                    first = i;
                }
            }
        }

        windows.Sort();
        return (windows[0], windows[windows.Count / 2]);
    }
}
