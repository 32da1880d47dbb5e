namespace InternVideo2.Evaluation;

/// <summary>How retrieval is tested (stage 2, 13.1). The defaults are the release's, but for intervals, which it has not.</summary>
public sealed record RetrievalOptions
{
    /// <summary>
    /// So many of the best texts of a medium, and media of a text, are compared again by the matching head (official k_test); all, where there are
    /// fewer. 0: contrast only. Models without a matching head for such media contrast only, too.
    /// </summary>
    public int Candidates { get; init; } = 128;

    /// <summary>Candidates are chosen by the dual-softmax scores instead of the cosines (official use_dsl_for_match).</summary>
    public bool CandidatesByDualSoftmax { get; init; }

    /// <summary>What cosines are multiplied with inside the dual softmax, above 0; the release has 1.</summary>
    public double DualSoftmaxScale { get; init; } = 1;

    /// <summary>Texts are cut to so many tokens, the class token included; 2 or more (official max_txt_l of the corpus).</summary>
    public int MaxTextTokens { get; init; } = 32;

    /// <summary>Media encoded at a time, 1 or more.</summary>
    public int MediaBatch { get; init; } = 16;

    /// <summary>Texts encoded at a time, 1 or more.</summary>
    public int TextBatch { get; init; } = 256;

    /// <summary>Pairs that the matching head compares at a time, 1 or more.</summary>
    public int PairBatch { get; init; } = 32;

    /// <summary>Bytes of media tokens that are kept for the matching head, 0 or more; media beyond are encoded a second time.</summary>
    public long TokenMemory { get; init; } = 1L << 30;

    /// <summary>How intervals are drawn.</summary>
    public Bootstrap Bootstrap { get; init; } = new();

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Candidates >= 0, nameof(Candidates), Candidates, "0 or more");
        Check(double.IsFinite(DualSoftmaxScale) && DualSoftmaxScale > 0, nameof(DualSoftmaxScale), DualSoftmaxScale, "above 0");
        Check(MaxTextTokens >= 2, nameof(MaxTextTokens), MaxTextTokens, "2 or more");
        Check(MediaBatch >= 1, nameof(MediaBatch), MediaBatch, "1 or more");
        Check(TextBatch >= 1, nameof(TextBatch), TextBatch, "1 or more");
        Check(PairBatch >= 1, nameof(PairBatch), PairBatch, "1 or more");
        Check(TokenMemory >= 0, nameof(TokenMemory), TokenMemory, "0 or more");
        Bootstrap.Validate();
    }

    private static void Check(bool allowed, string member, object value, string range) => OptionRange.Check(allowed, nameof(RetrievalOptions), member, value, range);
}
