using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Disposes what was created on this thread between its creation and its own disposal, except what was moved out or detached.
/// Scopes nest; leave them in reverse order.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly List<IDisposable> items = [];
    internal DisposeScope(DisposeScope? outer) => Outer = outer;

    internal DisposeScope? Outer { get; }

    internal bool IsClosed { get; private set; }

    public int DisposablesCount => items.Count;

    public IReadOnlyList<IDisposable> DisposablesView => items.ToList();

    public bool Contains(IDisposable disposable) => disposable is Tensor tensor ? ReferenceEquals(tensor.Scope, this) : items.Contains(disposable);

    internal void Include(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            tensor.Scope = this;
            tensor.ScopeSlot = items.Count;
        }
        items.Add(disposable);
    }

    /// <summary>Takes an item off the list without disposing it: the last one moves into its place.</summary>
    internal void Forget(IDisposable disposable)
    {
        var slot = disposable is Tensor tensor ? (ReferenceEquals(tensor.Scope, this) ? tensor.ScopeSlot : -1) : items.IndexOf(disposable);
        if (slot < 0) return;
        if (disposable is Tensor mine) mine.Scope = null;
        var last = items.Count - 1;
        items[slot] = items[last];
        if (items[slot] is Tensor moved) moved.ScopeSlot = slot;
        items.RemoveAt(last);
    }

    public void Attach(IDisposable disposable)
    {
        if (disposable is Tensor tensor)
        {
            if (tensor.IsInvalid || ReferenceEquals(tensor.Scope, this)) return;
            tensor.Scope?.Forget(tensor);
            tensor.RemovePressure();
        }
        Include(disposable);
    }

    public void Attach(params IDisposable[] disposables) => Array.ForEach(disposables, Attach);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        list.ForEach(Attach);
        return list;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        Forget(disposable);
        if (disposable is Tensor { IsInvalid: false } tensor) tensor.AddPressure();
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var item in disposables.ToList()) Detach<IDisposable>(item);
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null) return Detach(disposable);
        Forget(disposable);
        scope.Attach(disposable);
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var item in disposables.ToList()) MoveToOther<IDisposable>(scope, item);
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer, disposable);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(Outer, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => MoveToOther(Outer, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        MoveToOther(Outer, first, second, third);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        var kept = items.Where(keep.Contains).ToList();
        var doomed = keep.Count == 0 ? items.ToArray() : items.Where(i => !keep.Contains(i)).ToArray();
        items.Clear();
        foreach (var item in doomed)
        {
            if (item is Tensor tensor) tensor.Scope = null;
            item.Dispose();
        }
        kept.ForEach(Include);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    public void MarkAsDisposed(IDisposable disposable) => Forget(disposable);

    public void Dispose()
    {
        if (IsClosed) return;
        IsClosed = true;
        DisposeEverything();
    }
}
