using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// A list whose items are child modules, with their places as keys ("0", "1", …). Plain lists and arrays in a field are not seen by
/// registration; this is.
/// </summary>
public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => extend(modules);

    public T this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            Renumber();
        }
    }

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public void Add(T item)
    {
        register_module(_items.Count.ToString(), item);
        _items.Add(item);
    }

    /// <summary>Adds several modules at the end.</summary>
    public void append(params T[] parameters) => extend(parameters);

    /// <summary>Adds several modules at the end.</summary>
    public void extend(IEnumerable<T> modules)
    {
        foreach (var module in modules) Add(module);
    }

    public void Insert(int index, T item)
    {
        _items.Insert(index, item);
        Renumber();
    }

    /// <summary>Takes a module out without disposing it; those behind it move up, keys included.</summary>
    public bool Remove(T item)
    {
        var index = _items.IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    /// <inheritdoc cref="Remove"/>
    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        Renumber();
    }

    public void Clear()
    {
        _items.Clear();
        ClearModules();
    }

    public bool Contains(T item) => _items.Contains(item);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The items are registered as they come; there is nothing left to find by reflection.</summary>
    protected override void RegisterComponents()
    {
    }

    private void Renumber()
    {
        ClearModules();
        for (var index = 0; index < _items.Count; index++) register_module(index.ToString(), _items[index]);
    }
}
