namespace InternVideo2.Evaluation;

/// <summary>How media and texts were compared.</summary>
public enum ScoreKind
{
    /// <summary>By the cosine of their vectors (official "sim").</summary>
    Contrast,

    /// <summary>By cosine and dual softmax (official "dsl").</summary>
    DualSoftmax,

    /// <summary>By the matching head, among the best candidates (official "match").</summary>
    Matching,
}

/// <summary>All scores of one test, from which those of each kind and direction follow.</summary>
/// <param name="Cosines">Media × texts (with prompts: × prompts).</param>
/// <param name="Matched">What the matching head said; null without one.</param>
/// <param name="Prompts">Prompts of each text.</param>
/// <param name="DualSoftmaxScale">What cosines are multiplied with inside the dual softmax.</param>
public sealed record RetrievalScores(ScoreMatrix Cosines, MatchedPairs? Matched, int Prompts, double DualSoftmaxScale)
{
    /// <summary>The kinds there are.</summary>
    public IReadOnlyList<ScoreKind> Kinds => Matched is null ? [ScoreKind.Contrast, ScoreKind.DualSoftmax] : [ScoreKind.Contrast, ScoreKind.DualSoftmax, ScoreKind.Matching];

    /// <summary>Queries × items, computed when asked for. Prompts of a text are averaged after the softmax of each query, as officially.</summary>
    /// <exception cref="InvalidOperationException">There is no matching head.</exception>
    public ScoreMatrix Matrix(ScoreKind kind, RetrievalDirection direction)
    {
        var raw = Raw(kind, direction);
        if (Prompts == 1) return raw;
        var shares = raw.Softmax();
        return direction == RetrievalDirection.MediaToText ? shares.MeanOfColumns(Prompts) : shares.Transposed().MeanOfColumns(Prompts).Transposed();
    }

    /// <summary>Before prompts are averaged.</summary>
    internal ScoreMatrix Raw(ScoreKind kind, RetrievalDirection direction)
    {
        if (kind == ScoreKind.Matching)
            return (Matched ?? throw new InvalidOperationException("Nothing was matched: the test was one of contrast only.")).Matrix(direction);
        var cosines = direction == RetrievalDirection.MediaToText ? Cosines : Cosines.Transposed();
        return kind == ScoreKind.Contrast ? cosines : cosines.DualSoftmax(DualSoftmaxScale);
    }
}
