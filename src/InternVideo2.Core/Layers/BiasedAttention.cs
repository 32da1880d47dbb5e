using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>What <see cref="BiasedAttention"/> mixes. The tensors stay the caller's.</summary>
/// <param name="Query">B × h × N × d, not scaled.</param>
/// <param name="Key">B × h × N × d.</param>
/// <param name="Value">B × h × N × d.</param>
internal sealed record BiasedAttentionInputs(Tensor Query, Tensor Key, Tensor Value)
{
    /// <summary>h × (2N − 1), the bias of each distance, key place minus query place, from −(N − 1); null: none.</summary>
    public Tensor? Distances { get; init; }

    /// <summary>h × N × N, the same spread out by <see cref="BiasedAttention.BiasRows"/>, where one pass needs it in many layers; null: made where it is needed.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>B × h × N × 1, what a query multiplies its biases by; null: 1.</summary>
    public Tensor? Factor { get; init; }

    /// <summary>B × N bool, true where a key is padding; null: nowhere.</summary>
    public Tensor? Padding { get; init; }

    /// <summary>Dropout of the weights, in [0, 1).</summary>
    public double DropoutRate { get; init; }

    /// <summary>Its generator.</summary>
    public Generator? Drops { get; init; }
}

/// <summary>
/// softmax(q·kᵀ/√d + factor·bias(distance))·v. N × N scores of all heads together are computed for as many queries at a time as fit into a bound, and in
/// training computed again on the way back, so that memory grows with N, not N².
/// </summary>
internal static class BiasedAttention
{
    /// <summary>Scores that may exist at a time: 128 MiB in float32.</summary>
    public const long MostScores = 1 << 25;

    /// <summary>For how many of N queries of all heads scores are computed at a time; 1 or more.</summary>
    public static long QueriesAtOnce(long batch, long heads, long tokens, long mostScores = MostScores) => Math.Max(1, mostScores / (batch * heads * tokens));

    /// <returns>B × h × N × d. Owned by the caller.</returns>
    public static Tensor Mix(BiasedAttentionInputs inputs, long mostScores = MostScores)
    {
        var shape = inputs.Query.shape;
        var queries = shape[2];
        var rows = QueriesAtOnce(shape[0], shape[1], queries, mostScores);
        // Dropout would have to be drawn again, too; with it, all is computed at once.
        if (rows >= queries || inputs.DropoutRate > 0) return Rows(inputs, 0, queries);

        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long first = 0; first < queries; first += rows)
            parts.Add(RecomputedAttention.Mix(inputs, first, Math.Min(rows, queries - first)));
        return scope.MoveToOuter(cat(parts, 2));
    }

    /// <summary>The answers to some of the queries, B × h × count × d. Owned by the caller.</summary>
    internal static Tensor Rows(BiasedAttentionInputs inputs, long first, long count)
    {
        using var scope = NewDisposeScope();
        var query = inputs.Query.narrow(2, first, count).mul(1 / Math.Sqrt(inputs.Query.shape[3]));
        var scores = query.matmul(inputs.Key.transpose(2, 3)); // B h count N
        if (inputs.Distances is { } distances)
        {
            var bias = inputs.Bias?.narrow(1, first, count) ?? BiasRows(distances, inputs.Key.shape[2], first, count);
            scores = inputs.Factor is null ? scores.add(bias) : scores.addcmul(inputs.Factor.narrow(2, first, count), bias, 1);
        }
        if (inputs.Padding is { } padding) scores = scores.masked_fill(padding.unsqueeze(1).unsqueeze(1), double.NegativeInfinity);
        var weights = scores.softmax(-1);
        if (inputs.DropoutRate > 0) weights = DropPath.Drop(weights, weights.shape, inputs.DropoutRate, inputs.Drops);
        return scope.MoveToOuter(weights.matmul(inputs.Value));
    }

    /// <summary>h × count × N from h × (2N − 1): the row of query i begins at distance −i.</summary>
    internal static Tensor BiasRows(Tensor distances, long tokens, long first, long count)
    {
        var earliest = tokens - first - count;
        return distances.narrow(1, earliest, tokens + count - 1).unfold(1, tokens, 1).flip(1);
    }
}
