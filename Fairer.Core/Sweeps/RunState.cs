using System.Collections.Immutable;
using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Waiting for a worker.</summary>
    Queued,

    /// <summary>Being trained.</summary>
    Running,

    /// <summary>All its epochs are done.</summary>
    Finished,

    /// <summary>It diverged or broke; <see cref="RunState.Failure"/> says why.</summary>
    Failed,

    /// <summary>Stopped by a person; it can be resumed.</summary>
    Cancelled,
}

/// <summary>One run as it stands: an immutable picture that a viewer can keep.</summary>
public sealed record RunState
{
    /// <summary>The run's number in the store.</summary>
    public required long Id { get; init; }

    /// <summary>The sweep it belongs to.</summary>
    public required long SweepId { get; init; }

    /// <summary>What is trained.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>How far it has come.</summary>
    public RunStatus Status { get; init; } = RunStatus.Queued;

    /// <summary>Why it failed, when it did.</summary>
    public string? Failure { get; init; }

    /// <summary>The finished epochs, in order.</summary>
    public ImmutableArray<EpochReport> Epochs { get; init; } = [];

    /// <summary>The steps done in the epoch under way; 0 between epochs.</summary>
    public int Step { get; init; }

    /// <summary>When it first started.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it finished, failed or was cancelled.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What a person says about it.</summary>
    public Annotation Annotation { get; init; } = Annotation.None;

    /// <summary>The report that counts as the run's result so far.</summary>
    public EpochReport? Selected => EpochSelection.Select(Epochs, Spec.Metric);

    /// <summary>The share of its steps that are done, 0 to 1.</summary>
    public double Progress =>
        Math.Min(1, (Epochs.Length + ((double)Step / Spec.StepsPerEpoch)) / Spec.Epochs);
}

/// <summary>A sweep as it stands: what was asked for, and when.</summary>
public sealed record SweepState
{
    /// <summary>The sweep's number in the store.</summary>
    public required long Id { get; init; }

    /// <summary>What was asked for.</summary>
    public required SweepSpec Spec { get; init; }

    /// <summary>When it was launched.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What a person says about it.</summary>
    public Annotation Annotation { get; init; } = Annotation.None;

    /// <summary>The file that it was imported from; null for one that was launched here.</summary>
    public string? Imported { get; init; }
}
