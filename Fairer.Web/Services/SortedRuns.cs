using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>A sweep's runs in an order, kept up to date by moving those that changed: in a sweep of thousands that is a few at a
/// time, and the others are not looked at.</summary>
/// <param name="order">A strict order: no two runs are equal in it.</param>
internal sealed class SortedRuns(IComparer<RunState> order)
{
    private readonly List<RunState> _sorted = [];
    private readonly Dictionary<long, RunState> _known = [];
    private (SweepView? View, long Changes) _at;

    /// <summary>The runs in order.</summary>
    public ICollection<RunState> All => _sorted;

    /// <summary>Takes in the runs as they are now.</summary>
    /// <param name="view">The sweep; it may be another one than before.</param>
    public void Update(SweepView view)
    {
        var changed = ReferenceEquals(view, _at.View) ? view.ChangedSince(_at.Changes) : view.Runs;
        _at = (view, view.Changes);
        if (view.Runs.Count != _known.Count || changed.Any(run => !_known.ContainsKey(run.Id)))
        {
            Sort(view.Runs);
            return;
        }

        foreach (var run in changed)
        {
            var before = _known[run.Id];
            if (!ReferenceEquals(before, run))
            {
                _sorted.RemoveAt(_sorted.BinarySearch(before, order));
                _sorted.Insert(~_sorted.BinarySearch(run, order), run);
                _known[run.Id] = run;
            }
        }
    }

    private void Sort(IReadOnlyCollection<RunState> runs)
    {
        _sorted.Clear();
        _sorted.AddRange(runs.Order(order));
        _known.Clear();
        foreach (var run in runs)
        {
            _known[run.Id] = run;
        }
    }
}
