using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Zero-shot retrieval in both directions (stage 2, 13.1): by contrast, by dual softmax, and by the matching head among the best candidates.</summary>
public static class RetrievalTest
{
    /// <summary>Tests a model on a set.</summary>
    /// <param name="model">Used, not owned; an <see cref="IMatchingModel"/> with a head for such media is asked to match, too.</param>
    /// <param name="set">Media, texts, and which belong together.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ArgumentException">The set contradicts itself, or an option is out of its range.</exception>
    /// <exception cref="Data.ClipException">A medium cannot be read.</exception>
    public static RetrievalReport Run(
        IDualEncoder model, RetrievalSet set, RetrievalOptions? options = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new RetrievalOptions();
        options.Validate();
        set.Validate();
        using var guard = no_grad();
        var matching = options.Candidates > 0 ? model as IMatchingModel : null;
        using var texts = new TextPool(model, set.Texts, options.TextBatch, options.MaxTextTokens);
        using var media = new MediaPool(model, set.Clips, set.Read, options.MediaBatch);
        media.Encode(matching is null ? 0 : options.TokenMemory, progress, cancellation);
        if (matching?.CanMatch(media.Media) == false) matching = null;
        texts.Encode(keepStates: matching is not null, progress, cancellation);

        var scores = new RetrievalScores(Cosines(media.Vectors, texts.Vectors), null, set.PromptsPerText, options.DualSoftmaxScale);
        if (matching is not null)
        {
            var kind = options.CandidatesByDualSoftmax ? ScoreKind.DualSoftmax : ScoreKind.Contrast;
            scores = scores with { Matched = Reranking.Run(matching, direction => scores.Raw(kind, direction), media, texts, options, progress, cancellation) };
        }
        var protocol = new RetrievalProtocol
        {
            Set = set.Name,
            Media = media.Media,
            MediaCount = set.Clips.Count,
            TextCount = set.Truth.MediaOf.Count,
            Prompts = set.PromptsPerText,
            Truth = set.Truth.ToString(),
            Frames = media.Frames,
            MaxTextTokens = options.MaxTextTokens,
            TextsAtLimit = texts.AtLimit,
            Candidates = matching is null ? 0 : options.Candidates,
            CandidatesByDualSoftmax = options.CandidatesByDualSoftmax,
            DualSoftmaxScale = options.DualSoftmaxScale,
            Bootstrap = options.Bootstrap,
        };
        return new(set, protocol, scores, [.. scores.Kinds.Select(kind => Score(kind, scores, set.Truth, options.Bootstrap))]);
    }

    private static RetrievalScore Score(ScoreKind kind, RetrievalScores scores, GroundTruth truth, Bootstrap bootstrap) => new(
        kind,
        RetrievalRanks.Of(scores.Matrix(kind, RetrievalDirection.MediaToText), RetrievalDirection.MediaToText, truth.TextsOf, bootstrap),
        RetrievalRanks.Of(scores.Matrix(kind, RetrievalDirection.TextToMedia), RetrievalDirection.TextToMedia, truth.MediaOf, bootstrap));

    private static ScoreMatrix Cosines(Tensor media, Tensor texts)
    {
        using var scope = NewDisposeScope();
        return ScoreMatrix.Of(media.matmul(texts.transpose(0, 1)));
    }
}
