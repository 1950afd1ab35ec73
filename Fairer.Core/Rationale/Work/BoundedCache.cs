namespace Fairer.Core.Rationale.Work;

/// <summary>What was used last, up to a number of bytes. Safe for use from any thread.</summary>
/// <param name="mostBytes">How much is kept at most; a single larger piece is not kept.</param>
internal sealed class BoundedCache<TKey, TValue>(long mostBytes)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(TKey Key, TValue Value, long Bytes)> _kept = [];

    /// <summary>What is kept under a key, or null.</summary>
    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            if (Node(key) is not { } node)
            {
                return null;
            }

            _kept.Remove(node);
            _kept.AddFirst(node);
            return node.Value.Value;
        }
    }

    /// <summary>Keeps something, and lets go of what was not used for longest.</summary>
    public void Keep(TKey key, TValue value, long bytes)
    {
        lock (_lock)
        {
            if (Node(key) is { } before)
            {
                _kept.Remove(before);
            }

            if (bytes > mostBytes)
            {
                return;
            }

            _kept.AddFirst((key, value, bytes));
            while (_kept.Sum(piece => piece.Bytes) > mostBytes)
            {
                _kept.RemoveLast();
            }
        }
    }

    private LinkedListNode<(TKey Key, TValue Value, long Bytes)>? Node(TKey key)
    {
        var node = _kept.First;
        while (node is not null && !node.Value.Key.Equals(key))
        {
            node = node.Next;
        }

        return node;
    }
}
