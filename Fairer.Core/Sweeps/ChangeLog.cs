namespace Fairer.Core.Sweeps;

/// <summary>The newest value of each thing, in the order of the versions at which they changed last: what is newer than a version
/// is found without looking at the rest. Not safe for use by several threads at once.</summary>
public sealed class ChangeLog<T>
    where T : class
{
    private readonly Dictionary<long, LinkedListNode<(long Id, T Value, long Version)>> _nodes = [];
    private readonly LinkedList<(long Id, T Value, long Version)> _byVersion = [];
    private readonly List<(long Id, T Value, long Version)> _removed = [];

    /// <summary>Takes a new value.</summary>
    /// <param name="id">Of what.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">At least as high as any before.</param>
    public void Set(long id, T value, long version)
    {
        if (_nodes.TryGetValue(id, out var node))
        {
            _byVersion.Remove(node);
            node.Value = (id, value, version);
            _byVersion.AddLast(node);
        }
        else
        {
            _nodes[id] = _byVersion.AddLast((id, value, version));
        }
    }

    /// <summary>Takes a thing away; one that is set again is there again.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(long id, long version)
    {
        if (!_nodes.Remove(id, out var node))
        {
            return false;
        }

        _byVersion.Remove(node);
        _removed.Add((id, node.Value.Value, version));
        return true;
    }

    /// <summary>The last values of what was taken away after a version and is not there again.</summary>
    public IReadOnlyList<T> RemovedSince(long version)
    {
        var gone = new List<T>();
        for (var i = _removed.Count - 1; i >= 0 && _removed[i].Version > version; i--)
        {
            if (!_nodes.ContainsKey(_removed[i].Id))
            {
                gone.Add(_removed[i].Value);
            }
        }

        return gone;
    }

    /// <summary>The newest value, or the default where there is none.</summary>
    public T? Get(long id) => _nodes.TryGetValue(id, out var node) ? node.Value.Value : default;

    /// <summary>The values that are newer than a version, by their numbers.</summary>
    public IReadOnlyList<T> Since(long version)
    {
        var newer = new List<(long Id, T Value)>();
        for (var node = _byVersion.Last; node is not null && node.Value.Version > version; node = node.Previous)
        {
            newer.Add((node.Value.Id, node.Value.Value));
        }

        newer.Sort((one, other) => one.Id.CompareTo(other.Id));
        return newer.ConvertAll(entry => entry.Value);
    }
}
