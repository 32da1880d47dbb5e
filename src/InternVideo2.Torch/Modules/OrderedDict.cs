using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>
/// A dictionary that also keeps its entries in insertion order, as Python's dict does. Modules keep their parameters, buffers and
/// children in one, so that names and order of a state dictionary follow the declaration.
/// </summary>
/// <remarks>Look-up by key is O(1); insertion in the middle and removal are O(n). Not safe for concurrent mutation.</remarks>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _entries = [];
    private readonly Dictionary<TKey, int> _positions = [];

    public OrderedDict()
    {
    }

    /// <summary>The value stored under <paramref name="key"/>. Setting an existing key keeps its place; a new key goes to the end.</summary>
    /// <exception cref="KeyNotFoundException">The key is read and absent.</exception>
    public TValue this[TKey key]
    {
        get => _entries[_positions[key]].Value;
        set
        {
            if (_positions.TryGetValue(key, out var position)) _entries[position] = (key, value);
            else Add(key, value);
        }
    }

    /// <summary>The entry at a zero-based place. Setting replaces key and value.</summary>
    public (TKey, TValue) this[int index]
    {
        get => _entries[index];
        set
        {
            _positions.Remove(_entries[index].Key);
            _positions.Add(value.Item1, index);
            _entries[index] = value;
        }
    }

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => _entries.ConvertAll(entry => entry.Key);

    public ICollection<TValue> Values => _entries.ConvertAll(entry => entry.Value);

    public IEnumerable<TKey> keys() => _entries.Select(entry => entry.Key);

    public IEnumerable<TValue> values() => _entries.Select(entry => entry.Value);

    public IEnumerator<(TKey, TValue)> items() => _entries.GetEnumerator();

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    public void Add(TKey key, TValue value)
    {
        _positions.Add(key, _entries.Count);
        _entries.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        if (_positions.ContainsKey(item.Item1)) throw new ArgumentException($"An entry with the key '{item.Item1}' exists already.");
        _entries.Insert(index, item);
        Renumber(index);
    }

    public bool Remove(TKey key)
    {
        if (!_positions.TryGetValue(key, out var position)) return false;
        RemoveAt(position);
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        _positions.Remove(_entries[index].Key);
        _entries.RemoveAt(index);
        Renumber(index);
    }

    public void Clear()
    {
        _entries.Clear();
        _positions.Clear();
    }

    public void clear() => Clear();

    public bool ContainsKey(TKey key) => _positions.ContainsKey(key);

    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public int IndexOf((TKey, TValue) item) =>
        _positions.TryGetValue(item.Item1, out var position) && EqualityComparer<TValue>.Default.Equals(_entries[position].Value, item.Item2)
            ? position
            : -1;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _positions.TryGetValue(key, out var position);
        value = found ? _entries[position].Value : default;
        return found;
    }

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _entries.CopyTo(array!, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _entries) array[arrayIndex++] = new(key, value);
    }

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _entries.Select(entry => new KeyValuePair<TKey, TValue>(entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Renumber(int from)
    {
        for (var position = from; position < _entries.Count; position++) _positions[_entries[position].Key] = position;
    }
}
