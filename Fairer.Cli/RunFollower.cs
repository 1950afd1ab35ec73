using System.Globalization;
using Fairer.Core.Models;
using Fairer.Core.Sweeps;

namespace Fairer.Cli;

/// <summary>Watches runs on a service's board and shows how far they have come, and how long they will still take.</summary>
/// <param name="service">What trains them.</param>
/// <param name="planned">All that is to be trained, also what is not on the board yet.</param>
/// <param name="belongs">Whether a run on the board is one of them.</param>
internal sealed class RunFollower(SweepService service, IReadOnlyCollection<RunSpec> planned, Func<RunState, bool> belongs)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(100);

    private readonly SortedDictionary<long, RunState> _runs = [];
    private readonly Dictionary<RunSpec, RunState> _newest = [];
    private long _version;

    /// <summary>The watched runs as they were when last looked at, by number.</summary>
    public IReadOnlyCollection<RunState> Runs => _runs.Values;

    /// <summary>Watches until all runs of a sweep are at their end.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="display">Where to show how far all planned runs have come.</param>
    /// <param name="ended">Is told of each run that has just finished or failed.</param>
    /// <param name="cancellation">Stops watching; the runs go on.</param>
    public async Task FollowAsync(long sweep, ProgressDisplay display, Action<RunState> ended, CancellationToken cancellation)
    {
        while (true)
        {
            TakeIn(ended);
            display.Show(Share(), Describe);
            if (_runs.Values.All(run => run.SweepId != sweep || !IsOpen(run)))
            {
                return;
            }

            // Small networks finish epochs faster than anybody can read.
            await Task.Delay(LookPeriod, cancellation).ConfigureAwait(false);
            await service.Board.WaitForChangeAsync(_version, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes in what changed since the last look.</summary>
    /// <param name="ended">Is told of each run that has just finished or failed.</param>
    public void TakeIn(Action<RunState> ended)
    {
        var changes = service.Board.ChangesSince(_version);
        _version = changes.Version;
        foreach (var (_, id) in changes.RemovedRuns)
        {
            _runs.Remove(id);
        }

        foreach (var run in changes.Runs.Where(belongs))
        {
            var before = _runs.GetValueOrDefault(run.Id)?.Status;
            _runs[run.Id] = run;
            if (_newest.GetValueOrDefault(run.Spec) is not { Status: RunStatus.Finished })
            {
                _newest[run.Spec] = run;
            }

            if (run.Status != before && run.Status is RunStatus.Finished or RunStatus.Failed)
            {
                ended(run);
            }
        }
    }

    /// <summary>How many of the planned runs are in a state.</summary>
    public int Count(RunStatus status) => _newest.Values.Count(run => run.Status == status);

    /// <summary>A run's settings in a few words.</summary>
    public static string Describe(RunSpec spec) => FormattableString.Invariant(
        $"{spec.Method}, {(spec.Network is ConvNet net ? net.Name : $"hidden {spec.Network}")}, λ {spec.Lambda}, β {spec.Beta}, seed {spec.Seed}");

    private double Share() => planned.Average(spec => _newest.GetValueOrDefault(spec) is { } run ? (IsOpen(run) ? run.Progress : 1) : 0);

    private string Describe()
    {
        var words = $"{Count(RunStatus.Finished)} of {planned.Count} runs finished";
        words += Count(RunStatus.Failed) is > 0 and var failed ? $", {failed} failed" : "";
        return TimeLeft() is { } left ? $"{words}, {Text(left)} left" : words;
    }

    private TimeSpan? TimeLeft()
    {
        var open = planned
            .Select(spec => (Spec: spec, Run: _newest.GetValueOrDefault(spec)))
            .Where(item => item.Run is null || IsOpen(item.Run))
            .Select(item => (item.Spec, 1 - (item.Run?.Progress ?? 0)))
            .ToArray();
        return open.Length > 0 && _newest.Values.Any(run => run.Epochs.Length > 0)
            ? new TimeEstimate(_newest.Values).Of(open, service.Workers)
            : null;
    }

    private static bool IsOpen(RunState run) => run.Status is RunStatus.Queued or RunStatus.Running;

    /// <summary>A time in words.</summary>
    internal static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "1 s",
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:0} min",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
    };
}
