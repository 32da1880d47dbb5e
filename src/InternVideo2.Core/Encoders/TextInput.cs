using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What a <see cref="TextEncoder"/> reads, in all detail. Tensors stay the caller's.</summary>
public sealed record TextInput
{
    /// <summary>B × L int64 token numbers; null: <see cref="Embeddings"/> are given.</summary>
    public Tensor? Ids { get; init; }

    /// <summary>B × L × C, in the place of the words' vectors; null: <see cref="Ids"/> are.</summary>
    public Tensor? Embeddings { get; init; }

    /// <summary>B × L, 1 for tokens, 0 for what is not to be seen (any type); null: all are tokens.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>B × L int64 places in the table of positions; null: 0, 1, … in every row, padding counted.</summary>
    public Tensor? Positions { get; init; }

    /// <summary>B × L int64 token types, 0 or 1; null: 0.</summary>
    public Tensor? Types { get; init; }

    /// <summary>Whether a token sees only itself and those before it.</summary>
    public bool Causal { get; init; }

    /// <summary>Ids or embeddings.</summary>
    /// <exception cref="ArgumentException">Both are given, or neither.</exception>
    internal Tensor Given => (Ids is null) != (Embeddings is null)
        ? Ids ?? Embeddings!
        : throw new ArgumentException($"Give either {nameof(Ids)} or {nameof(Embeddings)}; {(Ids is null ? "neither is" : "both are")} given.");
}
