using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// The filters that options ask for, in the order of Hugging Face's library: repetition penalty, minimum length, then — for draws alone — temperature,
/// top-k, top-p, min-p.
/// </summary>
public sealed class LogitsChain
{
    private readonly GenerationOptions options;
    private readonly int minimum;
    private readonly int kept;

    /// <param name="options">What is asked for; validated here.</param>
    /// <param name="promptLength">Tokens before the first new one, padding included.</param>
    public LogitsChain(GenerationOptions options, long promptLength = 0)
    {
        options.Validate();
        this.options = options;
        minimum = (int)Math.Max(options.MinNewTokens, options.MinLength - promptLength);
        // Beam search needs a token besides each end token, or it could run out of unfinished texts, and two to choose from.
        kept = options.Beams > 1 ? Math.Max(2, options.Ends.Count + 1) : 1;
    }

    /// <summary>Whether <see cref="Process"/> looks at what has been seen.</summary>
    public bool NeedsSeen => options.RepetitionPenalty != 1;

    /// <param name="scores">B × V: logits, or log-probabilities in beam search.</param>
    /// <param name="seen">B × n int64: what the repetition penalty is for; null where there is none.</param>
    /// <param name="newTokens">How many tokens are new so far.</param>
    /// <returns>B × V, owned by the caller.</returns>
    public Tensor Process(Tensor scores, Tensor? seen, int newTokens)
    {
        using var scope = NewDisposeScope();
        var x = scores.alias();
        if (NeedsSeen && seen is not null) x = LogitsFilters.RepetitionPenalty(x, seen, options.RepetitionPenalty);
        if (newTokens < minimum && options.Ends.Count > 0) x = LogitsFilters.Forbid(x, options.Ends);
        if (options.Sample) x = ForDraws(x);
        return scope.MoveToOuter(x);
    }

    private Tensor ForDraws(Tensor x)
    {
        if (options.Temperature != 1) x = LogitsFilters.Temperature(x, options.Temperature);
        if (options.TopK > 0) x = LogitsFilters.TopK(x, Math.Max(options.TopK, kept));
        if (options.TopP < 1) x = LogitsFilters.TopP(x, options.TopP, kept);
        if (options.MinP > 0) x = LogitsFilters.MinP(x, options.MinP, kept);
        return x;
    }
}
