using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training;

/// <summary>Something that executes runs.</summary>
/// <remarks>An engine is used by several workers at once; one call trains one run on the calling thread.</remarks>
public interface IEngine
{
    /// <summary>The engine's name, as pages show it.</summary>
    string Name { get; }

    /// <summary>Why this engine cannot execute a run, in a sentence; null when it can.</summary>
    string? WhyNot(RunSpec run);

    /// <summary>Trains one run to its end, or on from a checkpoint.</summary>
    /// <param name="run">What to train; <see cref="WhyNot"/> has answered null.</param>
    /// <param name="data">The split for the run's seed.</param>
    /// <param name="from">Where to go on from; null to start.</param>
    /// <param name="observer">Is told of every step and epoch, on the calling thread.</param>
    /// <param name="cancellation">Stops the run within a step.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="DivergedException">The loss or a weight stopped being a finite number.</exception>
    void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation);
}

/// <summary>Is told how a run proceeds.</summary>
public interface IRunObserver
{
    /// <summary>A step of an epoch is done. Called very often: must return at once.</summary>
    /// <param name="step">The steps of this epoch done so far.</param>
    void OnStep(int step);

    /// <summary>An epoch is done.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="checkpoint">From where the run can go on, its weights among it.</param>
    void OnEpoch(EpochReport report, RunCheckpoint checkpoint);
}

/// <summary>A run's state after an epoch.</summary>
/// <param name="Epoch">The epochs done.</param>
/// <param name="Weights">The network: little-endian float32, for each layer its weights <c>[out, in]</c> row by row and
/// then its biases.</param>
/// <param name="Optimiser">What the engine needs besides to go on, in the engine's own form.</param>
public sealed record RunCheckpoint(int Epoch, byte[] Weights, byte[] Optimiser);

/// <summary>Training stopped because a loss or weight was no longer a finite number.</summary>
public sealed class DivergedException : Exception
{
    /// <summary>A divergence.</summary>
    /// <param name="message">Epoch, step and what was not finite.</param>
    public DivergedException(string message)
        : base(message)
    {
    }
}
