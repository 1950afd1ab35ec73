using System.Diagnostics.CodeAnalysis;
using Fairer.Core.Training;

namespace Fairer.Core.Sweeps;

/// <summary>The runs that wait, in the order of their numbers, sorted by what they wait for: to find the next one takes as long
/// among ten as among ten thousand. Not safe for use by several threads at once.</summary>
internal sealed class RunQueue
{
    private readonly Dictionary<long, Place> _places = [];
    private readonly Dictionary<Place, SortedDictionary<long, RunState>> _waiting = [];

    /// <summary>How many wait.</summary>
    public int Count => _places.Count;

    /// <summary>The numbers of all that wait.</summary>
    public IReadOnlyCollection<long> Ids => _places.Keys;

    /// <summary>Whether a run waits.</summary>
    public bool Contains(long id) => _places.ContainsKey(id);

    /// <summary>Queues a run; does nothing for one that waits already.</summary>
    /// <param name="run">The run.</param>
    /// <param name="engine">Who will train it; null where nobody can.</param>
    public void Add(RunState run, IEngine? engine)
    {
        var place = new Place(engine, engine?.Lane(run.Spec), run.SweepId, (engine as IStackingEngine)?.StackKey(run.Spec));
        if (_places.TryAdd(run.Id, place))
        {
            if (!_waiting.TryGetValue(place, out var waiting))
            {
                _waiting[place] = waiting = [];
            }

            waiting[run.Id] = run;
        }
    }

    /// <summary>Takes runs out; those that do not wait are passed over.</summary>
    public void Remove(IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            if (_places.Remove(id, out var place))
            {
                _waiting[place].Remove(id);
                if (_waiting[place].Count == 0)
                {
                    _waiting.Remove(place);
                }
            }
        }
    }

    /// <summary>Empties the queue.</summary>
    public void Clear()
    {
        _places.Clear();
        _waiting.Clear();
    }

    /// <summary>The waiting runs of a sweep.</summary>
    public IEnumerable<long> OfSweep(long sweep) => _waiting.Where(entry => entry.Key.Sweep == sweep).SelectMany(entry => entry.Value.Keys);

    /// <summary>The first run that need not wait, and all that could be trained together with it, itself among them.</summary>
    /// <param name="free">Whether a lane, or for null a core, is free.</param>
    /// <param name="held">Whether a run must wait for a reason of its own.</param>
    /// <param name="engine">Who trains it.</param>
    /// <param name="lane">What it needs for itself; null for a core.</param>
    /// <param name="together">The runs by their numbers, those that are held left out.</param>
    public bool TryFirst(
        Func<string?, bool> free,
        Func<long, bool> held,
        out IEngine? engine,
        out string? lane,
        [NotNullWhen(true)] out IEnumerable<RunState>? together)
    {
        (Place? Place, long Id) first = (null, long.MaxValue);
        foreach (var (place, waiting) in _waiting)
        {
            if (free(place.Lane) && First(waiting.Keys, held) is { } id && id < first.Id)
            {
                first = (place, id);
            }
        }

        (engine, lane) = (first.Place?.Engine, first.Place?.Lane);
        together = first.Place is null ? null
            : first.Place.Stack is null ? [_waiting[first.Place][first.Id]]
            : _waiting[first.Place].Values.Where(run => !held(run.Id));
        return together is not null;
    }

    private static long? First(IEnumerable<long> ids, Func<long, bool> held)
    {
        foreach (var id in ids)
        {
            if (!held(id))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>What runs wait for, and which could be trained together: those of one sweep, so that sweeps can be cancelled one by
    /// one, with the same key.</summary>
    private sealed record Place(IEngine? Engine, string? Lane, long Sweep, object? Stack);
}
