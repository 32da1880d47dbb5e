namespace InternVideo2.Language;

/// <summary>Why a text ends.</summary>
public enum GenerationEnd
{
    /// <summary>The model chose an end token.</summary>
    EndToken,

    /// <summary>The last tokens equal a stop sequence.</summary>
    StopSequence,

    /// <summary>As long as the options allow.</summary>
    Length,

    /// <summary>The model's context is full.</summary>
    Context,
}

/// <summary>What a model wrote after one prompt.</summary>
/// <param name="Ids">The new tokens, an end token or a stop sequence included.</param>
/// <param name="End">Why there are no more.</param>
public sealed record GeneratedSequence(IReadOnlyList<int> Ids, GenerationEnd End)
{
    /// <summary>The same tokens with their probabilities; empty after beam search.</summary>
    public IReadOnlyList<GeneratedToken> Tokens { get; init; } = [];

    /// <summary>Beam search: the sum of the log-probabilities divided by the length to the power of the length penalty; else null.</summary>
    public double? Score { get; init; }
}
