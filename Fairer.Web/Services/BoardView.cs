using Fairer.Core.Data;
using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>All sweeps as one viewer holds them, and which one is shown.</summary>
public sealed class BoardView
{
    private readonly SortedDictionary<long, SweepView> _sweeps = [];
    private long? _chosen;

    /// <summary>The version of the board that this view stands at.</summary>
    public long Version { get; private set; }

    /// <summary>The sweep that is shown, or null while there is none.</summary>
    public SweepView? Shown { get; private set; }

    /// <summary>All sweeps, the newest first.</summary>
    public IEnumerable<SweepView> Sweeps => _sweeps.Values.Reverse();

    /// <summary>How long runs take, as far as all that was trained so far tells.</summary>
    public TimeEstimate Estimate() => new(_sweeps.Values.SelectMany(sweep => sweep.Runs));

    /// <summary>Takes in what changed on the board. The newest sweep is shown unless the viewer chose another.</summary>
    public void Apply(BoardChanges changes)
    {
        foreach (var sweep in changes.Sweeps)
        {
            if (!_sweeps.ContainsKey(sweep.Id))
            {
                _sweeps[sweep.Id] = new SweepView(sweep, InfoOf(sweep.Spec.Datasets));
            }
        }

        foreach (var runs in changes.Runs.GroupBy(run => run.SweepId))
        {
            if (_sweeps.TryGetValue(runs.Key, out var sweep))
            {
                sweep.Apply(runs);
            }
        }

        Version = changes.Version;
        Shown = _chosen is { } id && _sweeps.TryGetValue(id, out var chosen) ? chosen : Sweeps.FirstOrDefault();
    }

    /// <summary>Shows a sweep that the viewer chose, now or as soon as the board has it.</summary>
    public void Show(long sweepId)
    {
        _chosen = sweepId;
        Shown = _sweeps.GetValueOrDefault(sweepId) ?? Shown;
    }

    // Several datasets are shown as one that is synthetic when any of them is.
    private static DatasetInfo InfoOf(IReadOnlyList<string> ids)
    {
        DatasetInfo[] all = [.. ids.Select(DatasetCatalogue.InfoOf)];
        return all.Length == 1 ? all[0] : all[0] with
        {
            Id = string.Join('-', ids),
            Name = string.Join(" and ", all.Select(info => info.Name)),
            Synthetic = all.Any(info => info.Synthetic),
        };
    }
}
