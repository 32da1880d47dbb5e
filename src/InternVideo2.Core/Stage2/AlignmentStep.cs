using InternVideo2.MediaText;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// The losses of one batch (stage 2, 7). What several terms need is made once: the encoders' outputs, a column's states, a sense's similarity with it,
/// and the keys of the fusion layers. What can be read together is: the text layers read a column with its hidden forms in one pass, the fusion layers
/// the pairs and the hidden texts of a sense, the word head the hidden places of all. Everything lives in the scope of the step.
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
    private readonly Dictionary<LossTerm, Tensor> values = [];
    private readonly Dictionary<LossTerm, Tensor> labels = [];
    private readonly Dictionary<LossTerm, Tensor> hidden = [];
    private readonly Dictionary<LossTerm, Tensor> guessed = [];
    private readonly Dictionary<string, (Tensor States, Tensor Vector)> texts = [];
    private readonly Dictionary<(Sense, string), Tensor> similarities = [];

    private bool Causal => options.Words == WordPrediction.Autoregressive;

    /// <summary>The values of the terms, in their order; a term for which the batch has nothing is left out.</summary>
    public IReadOnlyList<(LossTerm Term, Tensor Value)> Values(IReadOnlyList<LossTerm> active)
    {
        foreach (var column in active.Where(term => term.HasText()).GroupBy(ColumnOf)) Read(column.Key, [.. column]);
        foreach (var term in active.Where(term => term.Kind() == LossKind.Contrast)) values[term] = ContrastOf(term);
        var fused = active.Where(term => term.Kind() == LossKind.Words || (term.Kind() == LossKind.Matching && HardNegatives.Exist(batch.Groups)));
        foreach (var sense in fused.GroupBy(LossTerms.Sense)) Fuse(sense.Key, [.. sense]);
        List<LossTerm> guesses = [.. guessed.Keys];
        var costs = MaskedWords.Losses([.. guesses.Select(term => (guessed[term], labels[term]))], model.Text.Words);
        foreach (var (term, cost) in guesses.Zip(costs)) values[term] = cost;
        if (active.Contains(LossTerm.Uta)) values[LossTerm.Uta] = media.TeacherDistance(options.TeacherMiddle, options.TeacherFinal);
        return [.. active.Where(values.ContainsKey).Select(term => (term, values[term]))];
    }

    /// <summary>Reads a column for the terms that need it as it is, and once for each that hides words of it, in one pass.</summary>
    private void Read(string column, List<LossTerm> terms)
    {
        var tokens = batch.Texts[column];
        List<LossTerm> guessing = [.. terms.Where(term => term.Kind() == LossKind.Words)];
        var plain = terms.Count > guessing.Count;
        var shown = new List<Tensor>();
        if (plain) shown.Add(tokens.Ids);
        foreach (var term in guessing)
        {
            if (Causal)
            {
                labels[term] = MaskedWords.NextWords(tokens.Ids, tokens.Mask);
                continue;
            }
            var (ids, asked) = MaskedWords.Hide(tokens.Ids, draws.Words(term, tokens.Ids), words);
            shown.Add(ids);
            labels[term] = asked;
        }
        if (shown.Count > 0)
        {
            var states = model.Text.Text(cat(shown, 0), tokens.Mask.repeat(shown.Count, 1), draws.Drops).chunk(shown.Count, 0);
            if (plain) texts[column] = (states[0], model.TextVector(states[0]));
            if (!Causal) foreach (var (i, term) in guessing.Index()) hidden[term] = states[(plain ? 1 : 0) + i];
        }
        if (!Causal || guessing.Count == 0) return;
        // Nothing is hidden here: the same states serve every sense.
        var causal = model.Text.Text(tokens, draws.Drops, causal: true);
        foreach (var term in guessing) hidden[term] = causal;
    }

    private Tensor ContrastOf(LossTerm term)
    {
        var vector = VectorOf(term.Sense());
        if (term == LossTerm.Avc) return Contrast.Loss(vector, VectorOf(Sense.Vision), model.Temperature, batch.Groups, gather);
        var column = ColumnOf(term);
        if (gather.Processes > 1) return Contrast.Loss(vector, texts[column].Vector, model.Temperature, batch.Groups, gather);
        // Matching draws from the same similarity.
        return Contrast.Loss(SimilarityOf(term.Sense(), column), Contrast.Targets(batch.Groups, vector.device));
    }

    /// <summary>What the fusion layers do for one sense: at most a matching term and a word term.</summary>
    private void Fuse(Sense sense, List<LossTerm> terms)
    {
        LossTerm? matching = terms.Where(term => term.Kind() == LossKind.Matching).Select(term => (LossTerm?)term).FirstOrDefault();
        LossTerm? guessing = terms.Where(term => term.Kind() == LossKind.Words).Select(term => (LossTerm?)term).FirstOrDefault();
        var together = matching is not null && guessing is not null && !Causal && ColumnOf(matching.Value) == ColumnOf(guessing.Value);
        if (matching is { } match) Match(sense, match, together ? guessing : null);
        if (guessing is { } guess && !together)
        {
            var mask = batch.Texts[ColumnOf(guess)].Mask;
            guessed[guess] = model.Text.Fuse(hidden[guess], mask, media.Keys(sense), draws.Drops, Causal);
        }
    }

    /// <summary>Reads the pairs of a matching term, and behind them the hidden texts of a word term.</summary>
    private void Match(Sense sense, LossTerm match, LossTerm? guess)
    {
        var (column, samples) = (ColumnOf(match), batch.Groups.Length);
        var (states, mask) = (texts[column].States, batch.Texts[column].Mask);
        var negatives = draws.Negatives(match, SimilarityOf(sense, column).detach(), batch.Groups);
        var pairs = Matching.Pairs(states, mask, negatives);
        var rows = pairs.Media;
        if (guess is { } guessing)
        {
            pairs = pairs with { States = cat([pairs.States, hidden[guessing]], 0), Mask = cat([pairs.Mask, mask], 0) };
            rows = [.. rows, .. Enumerable.Range(0, samples).Select(i => (long)i)];
        }
        var fused = model.Text.Fuse(pairs.States, pairs.Mask, media.Keys(sense).Pick(tensor(rows, device: states.device)), draws.Drops);
        if (guess is { } with) guessed[with] = fused.narrow(0, 3 * samples, samples);
        values[match] = Matching.Loss(model.MatchingHead(sense).call(fused.narrow(0, 0, 3 * samples).select(1, 0)));
    }

    private string ColumnOf(LossTerm term) => options.Captions.Of(term, batch.Media, [.. batch.Texts.Keys]);

    private Tensor VectorOf(Sense sense) => media.Features(sense).Vector
        ?? throw new InvalidOperationException(
            $"This model does not contrast sound and frames together ({nameof(AlignmentModelOptions)}.{nameof(AlignmentModelOptions.AudioVideoVector)} is false).");

    private Tensor SimilarityOf(Sense sense, string column) => similarities.TryGetValue((sense, column), out var known)
        ? known
        : similarities[(sense, column)] = Similarity.Of(VectorOf(sense), texts[column].Vector, model.Temperature);
}
