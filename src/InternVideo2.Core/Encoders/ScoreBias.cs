using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What is added to attention scores so that some tokens are not seen: 0 for those that are.</summary>
internal static class ScoreBias
{
    /// <summary>What the official BERT adds to the scores of texts.</summary>
    public const double Hidden = -10000;

    /// <summary>What it adds to those of media: the smallest number that float32 has.</summary>
    public const double HiddenMedia = float.MinValue;

    /// <param name="mask">B × N, 1 for tokens that are seen, 0 for others (any type).</param>
    /// <param name="type">Type of the scores.</param>
    /// <param name="pattern">L × N float32: 1 where a row may see a column at all; null: everywhere.</param>
    /// <param name="hidden">Added where a token is not seen.</param>
    /// <returns>B × 1 × 1 × N, with a pattern B × 1 × L × N. Owned by the caller.</returns>
    public static Tensor Of(Tensor mask, ScalarType type, Tensor? pattern = null, double hidden = Hidden)
    {
        using var scope = NewDisposeScope();
        var seen = mask.to(type).unsqueeze(1).unsqueeze(1);
        return scope.MoveToOuter((pattern is null ? seen : pattern.to(type).mul(seen)).sub(1).mul(-hidden));
    }

    /// <summary>Each sees itself and those before it.</summary>
    /// <returns>L × L float32, owned by the caller.</returns>
    public static Tensor Causal(long length, Device device)
    {
        using var all = ones(length, length, dtype: ScalarType.Float32, device: device);
        return all.tril();
    }

    /// <summary>
    /// Queries before a text that is read word by word (stage 3, 3.2): a query sees queries, a word sees all queries and the words up to itself.
    /// </summary>
    /// <returns>(Q + L) × (Q + L) float32, owned by the caller.</returns>
    public static Tensor CausalAfter(long queries, long length, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = Causal(queries + length, device);
        rows.narrow(0, 0, queries).narrow(1, 0, queries).fill_(1);
        return scope.MoveToOuter(rows);
    }
}
