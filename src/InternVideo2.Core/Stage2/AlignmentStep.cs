using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// The losses of one batch (stage 2, 7). What several terms need is made once: the encoders' outputs, a column's states, a sense's similarity with it,
/// and the keys of the fusion layers. Everything lives in the scope of the step.
/// </summary>
/// <param name="model">Is compared.</param>
/// <param name="options">Weights and captions.</param>
/// <param name="batch">Media and texts.</param>
/// <param name="media">The media, encoded on demand.</param>
/// <param name="draws">Wrong pairs and hidden words.</param>
/// <param name="gather">The other processes.</param>
/// <param name="words">Numbers of the special tokens.</param>
internal sealed class AlignmentStep(
    AlignmentModel model, AlignmentOptions options, AlignmentBatch batch, AlignmentEncoding media, IAlignmentDraws draws, IGather gather, WordTokens words)
{
    private readonly Dictionary<string, (Tensor States, Tensor Vector)> texts = [];
    private readonly Dictionary<(Sense, string), Tensor> similarities = [];

    /// <summary>The value of a term; null when the batch has nothing for it to be computed from.</summary>
    public Tensor? Value(LossTerm term) => term.Kind() switch
    {
        LossKind.Contrast => ContrastOf(term),
        LossKind.Matching => MatchingOf(term),
        LossKind.Words => WordsOf(term),
        _ => media.TeacherDistance(options.TeacherMiddle, options.TeacherFinal),
    };

    private Tensor ContrastOf(LossTerm term)
    {
        var vector = VectorOf(term.Sense());
        var other = term == LossTerm.Avc ? VectorOf(Sense.Vision) : TextOf(ColumnOf(term)).Vector;
        if (gather.Processes > 1 || term == LossTerm.Avc) return Contrast.Loss(vector, other, model.Temperature, batch.Groups, gather);
        // Matching draws from the same similarity.
        return Contrast.Loss(SimilarityOf(term.Sense(), ColumnOf(term)), Contrast.Targets(batch.Groups, vector.device));
    }

    private Tensor? MatchingOf(LossTerm term)
    {
        if (!HardNegatives.Exist(batch.Groups)) return null;
        var (sense, column) = (term.Sense(), ColumnOf(term));
        var negatives = draws.Negatives(term, SimilarityOf(sense, column).detach(), batch.Groups);
        var mask = batch.Texts[column].Mask;
        return Matching.Loss(Matching.Logits(model.Text, model.MatchingHead(sense), media.Keys(sense), TextOf(column).States, mask, negatives, draws.Drops));
    }

    private Tensor WordsOf(LossTerm term)
    {
        var tokens = batch.Texts[ColumnOf(term)];
        var causal = options.Words == WordPrediction.Autoregressive;
        var (shown, labels) = causal
            ? (tokens.Ids, MaskedWords.NextWords(tokens.Ids, tokens.Mask))
            : MaskedWords.Hide(tokens.Ids, draws.Words(term, tokens.Ids), words);
        var states = model.Text.Text(shown, tokens.Mask, draws.Drops, causal);
        var fused = model.Text.Fuse(states, tokens.Mask, media.Keys(term.Sense()), draws.Drops, causal);
        return MaskedWords.Loss(fused, labels, model.Text.Words);
    }

    private string ColumnOf(LossTerm term) => options.Captions.Of(term, batch.Media, [.. batch.Texts.Keys]);

    private Tensor VectorOf(Sense sense) => media.Features(sense).Vector
        ?? throw new InvalidOperationException(
            $"This model does not contrast sound and frames together ({nameof(AlignmentModelOptions)}.{nameof(AlignmentModelOptions.AudioVideoVector)} is false).");

    private (Tensor States, Tensor Vector) TextOf(string column)
    {
        if (texts.TryGetValue(column, out var known)) return known;
        var states = model.Text.Text(batch.Texts[column], draws.Drops);
        return texts[column] = (states, model.TextVector(states));
    }

    private Tensor SimilarityOf(Sense sense, string column) => similarities.TryGetValue((sense, column), out var known)
        ? known
        : similarities[(sense, column)] = Similarity.Of(VectorOf(sense), TextOf(column).Vector, model.Temperature);
}
