namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope on this thread: tensors made until it is disposed of are disposed of with it.</summary>
    public static DisposeScope NewDisposeScope() => new();
}

/// <summary>
/// The tensors to be disposed of together. Scopes nest, one stack a thread. Unlike TorchSharp's it holds tensors only;
/// anything else that is handed to it stays as it is.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _current;

    /// <summary>Each tensor knows its place here, so that one that leaves early costs nothing.</summary>
    private readonly List<torch.Tensor> _tensors = [];

    private bool _disposed;

    internal DisposeScope()
    {
        OuterScope = _current;
        _current = this;
    }

    internal DisposeScope? OuterScope { get; private set; }

    public int DisposablesCount => _tensors.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. _tensors];

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor && tensor.OwningDisposeScope == this;

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            MoveToOther(OuterScope, disposable);
        }
    }

    public T Detach<T>(T disposable)
        where T : IDisposable => MoveToOther(null, disposable);

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            MoveToOther(null, disposable);
        }
    }

    /// <summary>Disposes of what is in the scope now; the scope stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var kept = inKeep.OfType<torch.Tensor>().ToHashSet(ReferenceEqualityComparer.Instance);
        var tensors = _tensors.ToArray();
        _tensors.Clear();
        foreach (var tensor in tensors)
        {
            tensor.OwningDisposeScope = null;
            if (kept.Contains(tensor))
            {
                Add(tensor);
            }
            else
            {
                tensor.Dispose();
            }
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var tensor in _tensors)
        {
            tensor.OwningDisposeScope = null;
            tensor.Dispose();
        }

        _tensors.Clear();
        Close();
    }

    /// <summary>Puts a new tensor into this thread's innermost scope.</summary>
    internal static void Register(torch.Tensor tensor) => _current?.Add(tensor);

    internal T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        if (disposable is torch.Tensor tensor && tensor.OwningDisposeScope == this)
        {
            Remove(tensor);
            scope?.Add(tensor);
        }

        return disposable;
    }

    internal void Remove(torch.Tensor tensor)
    {
        var last = _tensors[^1];
        _tensors[tensor.Place] = last;
        last.Place = tensor.Place;
        _tensors.RemoveAt(_tensors.Count - 1);
        tensor.OwningDisposeScope = null;
    }

    private void Add(torch.Tensor tensor)
    {
        tensor.OwningDisposeScope = this;
        tensor.Place = _tensors.Count;
        _tensors.Add(tensor);
    }

    /// <summary>Takes the scope off its thread's stack, also where an outer one is disposed of before an inner one.</summary>
    private void Close()
    {
        if (_current == this)
        {
            _current = OuterScope;
            return;
        }

        for (var scope = _current; scope is not null; scope = scope.OuterScope)
        {
            if (scope.OuterScope == this)
            {
                scope.OuterScope = OuterScope;
                return;
            }
        }
    }
}
