using System.Text.Json.Serialization;

namespace InternVideo2.Encoders;

/// <summary>Which blocks' outputs are returned (stage 1, 1.7). Always in ascending order, whatever the order of the request.</summary>
[JsonConverter(typeof(LayerSelectionJson))]
public sealed class LayerSelection : IEquatable<LayerSelection>
{
    private readonly int[]? layers;

    private LayerSelection(int count, double interval, int[]? layers) => (Count, Interval, this.layers) = (count, interval, layers);

    /// <summary>How many layers.</summary>
    public int Count { get; }

    /// <summary>Distance between them when counted from the last one; 0 for an explicit list.</summary>
    public double Interval { get; }

    /// <summary>The layers of an explicit list; null for those counted from the last one.</summary>
    internal IReadOnlyList<int>? Explicit => layers;

    /// <summary>
    /// The layers D − int(i·interval) − 1 for i = 0 … count−1 of a stack of depth D. A fractional interval is rounded down each time.
    /// </summary>
    /// <param name="count">0 or more.</param>
    /// <param name="interval">1 or more, so that no layer comes twice.</param>
    public static LayerSelection Last(int count, double interval = 1)
    {
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), count, "The number of layers must be 0 or more.");
        if (!(interval >= 1)) throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval must be 1 or more.");
        return new LayerSelection(count, interval, null);
    }

    /// <summary>Exactly these layers, counted from 0.</summary>
    public static LayerSelection Of(params int[] layers)
    {
        var ordered = layers.Distinct().Order().ToArray();
        if (ordered.Length > 0 && ordered[0] < 0) throw new ArgumentOutOfRangeException(nameof(layers), ordered[0], "Layers are counted from 0.");
        return new LayerSelection(ordered.Length, 0, ordered);
    }

    /// <summary>The indices for a stack of <paramref name="depth"/> blocks, ascending.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The selection reaches beyond the stack.</exception>
    public IReadOnlyList<int> For(int depth)
    {
        var indices = layers ?? [.. Enumerable.Range(0, Count).Select(i => depth - (int)(i * Interval) - 1).Reverse()];
        if (indices.Length > 0 && (indices[0] < 0 || indices[^1] >= depth))
            throw new ArgumentOutOfRangeException(nameof(depth), depth, $"The selection {this} does not fit a stack of {depth} layers.");
        return indices;
    }

    public bool Equals(LayerSelection? other) =>
        other is not null && Count == other.Count && Interval == other.Interval
        && (layers is null ? other.layers is null : other.layers is not null && layers.AsSpan().SequenceEqual(other.layers));

    public override bool Equals(object? obj) => Equals(obj as LayerSelection);

    public override int GetHashCode() => HashCode.Combine(Count, Interval, layers?.Length > 0 ? layers[^1] : -1);

    public override string ToString() => layers is null ? $"last {Count} by {Interval}" : $"[{string.Join(", ", layers)}]";
}
