using System.Collections.Immutable;
using Fairer.Core.Results;

namespace Fairer.Core.Sweeps;

/// <summary>
/// A sweep's stored epochs on a time line, so that it can be shown again at any speed without computing: every run takes the
/// seconds that its epochs took, and begins when a worker is free for it, in the order in which runs were planned.
/// </summary>
/// <remarks>Between two epochs a run's steps are counted evenly. A run that has no epoch takes no time and is shown as it is
/// stored. Not safe for use by several threads at once.</remarks>
public sealed class SweepReplay
{
    private readonly Part[] _parts;

    /// <summary>Lays runs out.</summary>
    /// <param name="runs">A sweep's runs as they are stored.</param>
    /// <param name="workers">How many are trained at the same time; at least 1.</param>
    public SweepReplay(IEnumerable<RunState> runs, int workers)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var free = new double[workers];
        _parts =
        [
            .. runs.OrderBy(run => run.Id).Select(run =>
            {
                var worker = Array.IndexOf(free, free.Min());
                var part = new Part(run, free[worker]);
                free[worker] = part.End;
                return part;
            }),
        ];
        Length = TimeSpan.FromSeconds(free.Max());
    }

    /// <summary>The time that the whole sweep takes at its own speed.</summary>
    public TimeSpan Length { get; }

    /// <summary>Goes to a moment, forwards or backwards.</summary>
    /// <param name="moment">The time since the sweep's beginning.</param>
    /// <returns>The runs that are no longer as they were at the moment before; at first all runs.</returns>
    public IReadOnlyList<RunState> MoveTo(TimeSpan moment) =>
        [.. _parts.Where(part => part.MoveTo(moment >= Length ? double.PositiveInfinity : moment.TotalSeconds)).Select(part => part.Now!)];

    /// <summary>One run on the time line.</summary>
    private sealed class Part
    {
        private readonly RunState _stored;
        private readonly double _start;
        private readonly double[] _ends;

        public Part(RunState stored, double start)
        {
            _stored = stored;
            _start = start;
            var end = start;
            _ends = [.. stored.Epochs.Select(report => end += report.Seconds > 0 && double.IsFinite(report.Seconds) ? report.Seconds : 0)];
        }

        public double End => _ends is [.., var end] ? end : _start;

        public RunState? Now { get; private set; }

        public bool MoveTo(double second)
        {
            var next = At(second);
            var changed = !ReferenceEquals(next, Now);
            Now = next;
            return changed;
        }

        private RunState At(double second)
        {
            if (second >= End)
            {
                return _stored;
            }

            var (status, done, step) = second < _start ? (RunStatus.Queued, 0, 0) : (RunStatus.Running, Done(second), 0);
            if (status == RunStatus.Running)
            {
                var begun = done == 0 ? _start : _ends[done - 1];
                step = (int)((second - begun) / (_ends[done] - begun) * _stored.Spec.StepsPerEpoch);
            }

            // A run that is as it was stays the same object, and so do its epochs: whoever draws it need not look again.
            return Now is { } now && now.Status == status && now.Epochs.Length == done && now.Step == step
                ? now
                : _stored with { Status = status, Failure = null, Ended = null, Step = step, Epochs = Epochs(done) };
        }

        private int Done(double second)
        {
            var place = Array.BinarySearch(_ends, second);
            if (place < 0)
            {
                return ~place;
            }

            // Epochs that took no time end together.
            while (place + 1 < _ends.Length && _ends[place + 1] <= second)
            {
                place++;
            }

            return place + 1;
        }

        private ImmutableArray<EpochReport> Epochs(int done) =>
            Now is { } now && now.Epochs.Length == done ? now.Epochs
            : done == _stored.Epochs.Length ? _stored.Epochs
            : _stored.Epochs[..done];
    }
}
