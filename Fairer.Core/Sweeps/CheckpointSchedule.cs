using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>
/// After which epochs the checkpoints of runs that are trained together are kept: all of them or none, so that they go on
/// together, and not more often than the disk can take them. In between a run keeps an older one and would, after a crash, do
/// some epochs again: many small networks at once and large ones would otherwise write more than they train.
/// </summary>
/// <param name="runs">How many runs are trained together.</param>
/// <param name="time">Tells the time.</param>
internal sealed class CheckpointSchedule(int runs, TimeProvider time)
{
    private const double BytesPerSecond = 50e6;

    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _decided;
    private bool _keeps;

    /// <summary>Whether the checkpoints of an epoch are kept; the first of the runs to ask decides for all.</summary>
    /// <remarks>One thread trains the runs, and it alone asks.</remarks>
    public bool Keeps(RunCheckpoint checkpoint)
    {
        if (checkpoint.Epoch != _decided)
        {
            var now = time.GetUtcNow();
            (_decided, _keeps) = (checkpoint.Epoch, now >= _due);
            if (_keeps)
            {
                _due = now + TimeSpan.FromSeconds(runs * ((2.0 * checkpoint.Weights.Length) + checkpoint.Optimiser.Length) / BytesPerSecond);
            }
        }

        return _keeps;
    }
}
