using System.Diagnostics;
using Fairer.Core.Data;
using Fairer.Core.Models;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;
using Fairer.Core.Training.Managed;

namespace Fairer.Benchmarks.Peak;

/// <summary>Times the steps of a run as the engine trains it: sampling, loss and gradient, Adam; no evaluation.</summary>
internal sealed class StepTimer : IRunObserver
{
    private const double WindowSeconds = 0.02;

    private readonly CancellationTokenSource _stop;
    private readonly List<long> _stamps = [];
    private readonly double _seconds;

    private StepTimer(CancellationTokenSource stop, double seconds) => (_stop, _seconds) = (stop, seconds);

    /// <summary>The run whose steps are timed: an epoch that does not end.</summary>
    public static RunSpec Run(string dataset, StepKind kind) => new()
    {
        Dataset = dataset,
        Method = kind.Method,
        Network = new MlpShape(kind.Hidden, kind.Hidden),
        Lambda = 0.4,
        Beta = kind.IsAligned ? 0.05 : 0,
        Epochs = 1,
        StepsPerEpoch = SweepPlanner.MaxSteps,
    };

    /// <summary>Seconds a step, at best and in the middle, over windows of some twenty milliseconds; on the calling thread.</summary>
    /// <param name="engine">What trains it.</param>
    /// <param name="run">Of <see cref="Run"/>.</param>
    /// <param name="data">The split of its seed.</param>
    /// <param name="seconds">How long to train.</param>
    /// <param name="cancellation">Stops it within a step.</param>
    public static (double Best, double Median) Measure(ManagedEngine engine, RunSpec run, TableSplit data, double seconds, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = new StepTimer(stop, seconds);
        try
        {
            engine.Train(run, data, null, timer, stop.Token);
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
    public void OnEpoch(EpochReport report, RunCheckpoint checkpoint)
    {
    }

    private (double Best, double Median) Summary()
    {
        List<double> windows = [];
        var first = 0;
        for (var i = 1; i < _stamps.Count; i++)
        {
            var took = Stopwatch.GetElapsedTime(_stamps[first], _stamps[i]).TotalSeconds;
            if (took >= WindowSeconds || (i == _stamps.Count - 1 && windows.Count == 0))
            {
                windows.Add(took / (i - first));
                first = i;
            }
        }

        windows.Sort();
        return (windows[0], windows[windows.Count / 2]);
    }
}
