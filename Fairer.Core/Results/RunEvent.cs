using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Core.Results;

/// <summary>Something that happened to a run and is to be kept.</summary>
/// <param name="Run">The run's number.</param>
internal abstract record RunEvent(long Run)
{
    /// <summary>The run's state after the event.</summary>
    public abstract RunState Apply(RunState state);
}

/// <summary>A worker took the run.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="At">When.</param>
/// <param name="Epochs">How many of its epochs stay; those after its last checkpoint are done again.</param>
internal sealed record RunStarted(long Run, DateTimeOffset At, int Epochs = 0) : RunEvent(Run)
{
    public override RunState Apply(RunState state) => state with
    {
        Status = RunStatus.Running,
        Started = state.Started ?? At,
        Epochs = [.. state.Epochs.Where(report => report.Epoch <= Epochs)],
        Step = 0,
    };
}

/// <summary>The run finished an epoch.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Report">What was measured.</param>
/// <param name="Checkpoint">From where the run can go on; null where the one before it is to stay.</param>
/// <param name="Selected">The network of the epoch that counts as the run's result; null where the one before it is to stay.</param>
internal sealed record EpochDone(long Run, EpochReport Report, RunCheckpoint? Checkpoint, RunCheckpoint? Selected) : RunEvent(Run)
{
    public override RunState Apply(RunState state) =>
        state with { Epochs = [.. state.Epochs.Where(epoch => epoch.Epoch < Report.Epoch), Report], Step = 0 };
}

/// <summary>The run is finished or has failed.</summary>
internal sealed record RunEnded(long Run, RunStatus Status, string? Failure, DateTimeOffset At) : RunEvent(Run)
{
    public override RunState Apply(RunState state) =>
        state with { Status = Status, Failure = Failure, Ended = At, Step = 0 };
}
