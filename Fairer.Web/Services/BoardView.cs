using Fairer.Core.Data;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>All sweeps as one viewer holds them, and which one is shown.</summary>
/// <param name="infoOf">Says what the dataset of an id is.</param>
public sealed class BoardView(Func<string, DatasetInfo> infoOf)
{
    private readonly SortedDictionary<long, SweepView> _sweeps = [];
    private long? _chosen;

    /// <summary>The version of the board that this view stands at.</summary>
    public long Version { get; private set; }

    /// <summary>The sweep that is shown, or null while there is none.</summary>
    public SweepView? Shown { get; private set; }

    /// <summary>All sweeps, the newest first.</summary>
    public IEnumerable<SweepView> Sweeps => _sweeps.Values.Reverse();

    /// <summary>The sweep of that number, or null.</summary>
    public SweepView? Find(long sweepId) => _sweeps.GetValueOrDefault(sweepId);

    /// <summary>How long runs take, as far as all that was trained so far tells.</summary>
    public TimeEstimate Estimate() => new(_sweeps.Values.SelectMany(sweep => sweep.Runs));

    /// <summary>Takes in what changed on the board. The newest sweep is shown unless the viewer chose another.</summary>
    public void Apply(BoardChanges changes)
    {
        foreach (var sweep in changes.Sweeps)
        {
            if (!_sweeps.ContainsKey(sweep.Id))
            {
                _sweeps[sweep.Id] = new SweepView(sweep, [.. sweep.Spec.Datasets.Select(infoOf)]);
            }
        }

        foreach (var runs in changes.Runs.GroupBy(run => run.SweepId))
        {
            if (_sweeps.TryGetValue(runs.Key, out var sweep))
            {
                sweep.Apply(runs);
            }
        }

        foreach (var runs in changes.RemovedRuns.GroupBy(removed => removed.Sweep, removed => removed.Run))
        {
            if (_sweeps.TryGetValue(runs.Key, out var sweep))
            {
                _sweeps[runs.Key] = sweep.Without(runs.ToHashSet());
            }
        }

        foreach (var sweep in changes.RemovedSweeps)
        {
            _sweeps.Remove(sweep);
        }

        Version = changes.Version;
        Shown = _chosen is { } id && _sweeps.TryGetValue(id, out var chosen) ? chosen : Sweeps.FirstOrDefault();
    }

    /// <summary>Shows the newest sweep, whatever comes.</summary>
    public void ShowNewest()
    {
        _chosen = null;
        Shown = Sweeps.FirstOrDefault();
    }

    /// <summary>Shows a sweep that the viewer chose, now or as soon as the board has it.</summary>
    public void Show(long sweepId)
    {
        _chosen = sweepId;
        Shown = _sweeps.GetValueOrDefault(sweepId) ?? Shown;
    }
}
