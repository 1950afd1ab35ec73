using Fairer.Core.Sweeps;

namespace Fairer.Web.Services;

/// <summary>Runs in an order, kept up to date by moving those that changed: in a sweep of thousands that is a few at a
/// time.</summary>
/// <param name="order">A strict order: no two runs are equal in it.</param>
internal sealed class SortedRuns(IComparer<RunState> order)
{
    private readonly List<RunState> _sorted = [];
    private RunState[] _runs = [];

    /// <summary>The runs in order.</summary>
    public ICollection<RunState> All => _sorted;

    /// <summary>Takes in the runs as they are now.</summary>
    /// <param name="runs">All of them; those that are as before are the same objects, in the same places.</param>
    public void Update(IReadOnlyCollection<RunState> runs)
    {
        var place = 0;
        foreach (var run in runs)
        {
            if (runs.Count != _runs.Length || _runs[place].Id != run.Id)
            {
                Sort(runs);
                return;
            }

            if (_runs[place] is var before && !ReferenceEquals(before, run))
            {
                _sorted.RemoveAt(_sorted.BinarySearch(before, order));
                _sorted.Insert(~_sorted.BinarySearch(run, order), run);
                _runs[place] = run;
            }

            place++;
        }

        if (place != _runs.Length)
        {
            Sort(runs);
        }
    }

    private void Sort(IReadOnlyCollection<RunState> runs)
    {
        _runs = [.. runs];
        _sorted.Clear();
        _sorted.AddRange(_runs.Order(order));
    }
}
