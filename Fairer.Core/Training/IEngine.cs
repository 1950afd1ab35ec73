using Fairer.Core.Data;
using Fairer.Core.Results;
using Fairer.Core.Sweeps;

namespace Fairer.Core.Training;

/// <summary>Something that executes runs.</summary>
/// <remarks>An engine is used by several workers at once; one call trains on the calling thread.</remarks>
public interface IEngine
{
    /// <summary>The engine's name, as pages show it.</summary>
    string Name { get; }

    /// <summary>What it can train on now, the best first; empty when it cannot work here.</summary>
    IReadOnlyList<TrainingDevice> Devices { get; }

    /// <summary>What it lacks to work here, and the one command or step that brings it; null when nothing is missing.</summary>
    string? Missing => null;

    /// <summary>Why this engine cannot execute a run, in a sentence; null when it can.</summary>
    string? WhyNot(RunSpec run);

    /// <summary>What the run needs for itself alone: runs of one lane are trained one after the other, or together where
    /// <see cref="IStackingEngine"/> can. Null where a run is content with one core.</summary>
    string? Lane(RunSpec run) => null;

    /// <summary>Trains one run to its end, or on from a checkpoint.</summary>
    /// <param name="run">What to train; <see cref="WhyNot"/> has answered null.</param>
    /// <param name="data">The split for the run's seed.</param>
    /// <param name="from">Where to go on from; null to start.</param>
    /// <param name="observer">Is told of every step and epoch, on the calling thread.</param>
    /// <param name="cancellation">Stops the run within a step.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="TrainingException">The run cannot go on: it diverged, or the device has too little memory.</exception>
    void Train(RunSpec run, SplitData data, RunCheckpoint? from, IRunObserver observer, CancellationToken cancellation);
}

/// <summary>An engine that trains many small networks as one program.</summary>
public interface IStackingEngine : IEngine
{
    /// <summary>What runs must have in common to be trained together; null for a run that is trained alone.</summary>
    object? StackKey(RunSpec run);

    /// <summary>How many runs like this one are trained together at most.</summary>
    int MostTogether(RunSpec run);

    /// <summary>Trains runs of one <see cref="StackKey"/> together. One that is cancelled or cannot go on leaves the others
    /// undisturbed.</summary>
    /// <returns>For each run what it ended with; null for one that was trained to its end.</returns>
    IReadOnlyList<Exception?> Train(IReadOnlyList<TrainingJob> jobs);
}

/// <summary>One run in an engine's hands; the members are the parameters of <see cref="IEngine.Train"/>.</summary>
/// <param name="Run">What to train.</param>
/// <param name="Data">The split for the run's seed.</param>
/// <param name="From">Where to go on from; null to start.</param>
/// <param name="Observer">Is told of every step and epoch.</param>
/// <param name="Cancellation">Stops the run within a step.</param>
public sealed record TrainingJob(
    RunSpec Run, SplitData Data, RunCheckpoint? From, IRunObserver Observer, CancellationToken Cancellation);

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
/// <param name="Weights">The network: little-endian float32, for each layer its weights <c>[out, in]</c> (of a convolution
/// <c>[out, in, height, width]</c>) row by row and then its biases; after them what else the network is made of.</param>
/// <param name="Optimiser">What the engine needs besides to go on, in the engine's own form.</param>
public sealed record RunCheckpoint(int Epoch, byte[] Weights, byte[] Optimiser);

/// <summary>A run cannot go on; its neighbours can.</summary>
public class TrainingException : Exception
{
    /// <summary>A reason.</summary>
    /// <param name="message">What happened, and what may help.</param>
    /// <param name="inner">What caused it.</param>
    public TrainingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>Training stopped because a loss or weight was no longer a finite number.</summary>
public sealed class DivergedException : TrainingException
{
    private const string Remedy = "A smaller λ, β or learning rate may help.";

    /// <summary>A divergence.</summary>
    /// <param name="message">Epoch, step and what was not finite.</param>
    public DivergedException(string message)
        : base(message)
    {
    }

    /// <summary>A step whose loss is not finite.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in the epoch, from 1.</param>
    /// <param name="parts">The loss and its parts.</param>
    public static DivergedException OfLoss(int epoch, int step, LossParts parts) => new(
        $"Training diverged in epoch {epoch}, step {step}: the loss is {parts.Total} (L_cls {parts.Classification:g4}, L_fair {parts.Fairness:g4}). {Remedy}");

    /// <summary>An epoch after which a weight is not finite.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="weight">The weight.</param>
    public static DivergedException OfWeight(int epoch, double weight) =>
        new($"Training diverged at the end of epoch {epoch}: a weight is {weight}. {Remedy}");
}
