using System.Globalization;
using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>How often the matching head is right.</summary>
/// <param name="Matches">Of media and one of their own texts: taken for a match.</param>
/// <param name="Random">Of media and a foreign text drawn evenly: refused.</param>
/// <param name="Hard">Of media and the foreign text of the greatest cosine: refused.</param>
/// <param name="Protocol">How it was asked, in one line.</param>
public sealed record MatchingAccuracy(Proportion Matches, Proportion Random, Proportion Hard, string Protocol)
{
    /// <summary>Accuracy on as many matches as random negatives, 0 … 1; a guess has ½.</summary>
    public double OnRandom => (Matches.Value + Random.Value) / 2;

    /// <summary>Accuracy on as many matches as hard negatives, 0 … 1; a guess has ½.</summary>
    public double OnHard => (Matches.Value + Hard.Value) / 2;

    public override string ToString()
    {
        var rows = new[] { ("own text taken for a match", Matches), ("random text refused", Random), ("hardest text refused", Hard) };
        var lines = rows.Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{row.Item1,-27} {100 * row.Item2.Value,5:0.0} [{100 * row.Item2.Confidence().Low:0.0}, {100 * row.Item2.Confidence().High:0.0}]"));
        return string.Join('\n', lines.Prepend($"{Protocol}; intervals: 95 %, Wilson"));
    }
}

/// <summary>Asks the matching head about every medium three times: with its own text, with a random foreign one, and with the foreign one that contrast confuses most.</summary>
public static class MatchingExam
{
    private static readonly ulong Purpose = SeededRandom.Stream("matching exam");

    /// <summary>Asks about every medium of a set.</summary>
    /// <param name="model">Used, not owned.</param>
    /// <param name="set">Media, texts, and which belong together; without prompts. A text equal to one of a medium's own is not foreign to it.</param>
    /// <param name="options">Limits and batch sizes; null: the defaults.</param>
    /// <param name="seed">Of the random texts.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ArgumentException">The set contradicts itself, has prompts, or has no foreign text for some medium; or the model has no head for such media.</exception>
    /// <exception cref="ClipException">A medium cannot be read.</exception>
    public static MatchingAccuracy Run(
        IMatchingModel model, RetrievalSet set, RetrievalOptions? options = null, ulong seed = 0, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new RetrievalOptions();
        options.Validate();
        set.Validate();
        if (set.PromptsPerText != 1) throw new ArgumentException($"The set '{set.Name}' has {set.PromptsPerText} prompts per text; matching is asked about texts.", nameof(set));
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var texts = new TextPool(model, set.Texts, options.TextBatch, options.MaxTextTokens);
        using var media = new MediaPool(model, set.Clips, set.Read, options.MediaBatch);
        texts.Encode(keepStates: true, progress, cancellation);
        media.Encode(options.TokenMemory, progress, cancellation);
        if (!model.CanMatch(media.Media)) throw new ArgumentException($"The model has no matching head for media of type {media.Media}, so there is nothing to ask.", nameof(model));
        var cosines = ScoreMatrix.Of(media.Vectors.matmul(texts.Vectors.transpose(0, 1)));
        var asked = set.Clips.Select((_, medium) => Texts(set, medium, cosines, seed)).ToList();

        var right = new int[3];
        var phase = new PhaseProgress("pairs", 3 * asked.Count, progress);
        media.Again((first, batch) =>
        {
            using var matcher = model.Attend(batch);
            var pairs = Enumerable.Range(0, (int)batch.Vectors.shape[0]).SelectMany(row => asked[first + row].Select((text, kind) => (Row: row, Text: text, Kind: kind)));
            foreach (var chunk in pairs.Chunk(options.PairBatch))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (pair, logit) in chunk.Zip(Reranking.Match(matcher, [.. chunk.Select(pair => (pair.Row, pair.Text))], texts)))
                {
                    if (logit.Yes > logit.No == (pair.Kind == 0)) right[pair.Kind]++;
                }
                phase.Add(chunk.Length);
            }
        }, cancellation);
        var protocol = string.Create(CultureInfo.InvariantCulture,
            $"{set.Name}: {MediaNames.Count(media.Media, asked.Count)} × their own text, one of {set.Texts.Count} drawn with seed {seed}, and the foreign one of the greatest cosine{MediaNames.Frames(media.Frames)}; texts of at most {options.MaxTextTokens} tokens{MediaNames.AtLimit(texts.AtLimit)}");
        return new(new(right[0], asked.Count), new(right[1], asked.Count), new(right[2], asked.Count), protocol);
    }

    // An own text, a random foreign one and the most similar foreign one.
    private static int[] Texts(RetrievalSet set, int medium, ScoreMatrix cosines, ulong seed)
    {
        var own = set.Truth.TextsOf[medium];
        var words = own.Select(text => set.Texts[text]).ToHashSet(StringComparer.Ordinal);
        int[] foreign = [.. Enumerable.Range(0, set.Texts.Count).Where(text => !words.Contains(set.Texts[text]))];
        if (foreign.Length == 0)
            throw new ArgumentException($"Every text of the set '{set.Name}' is one of '{set.Clips[medium].Id}': there is no wrong one to ask about.", nameof(set));
        var random = new SeededRandom(seed, Purpose, (ulong)medium);
        return [own[0], foreign[random.Next(foreign.Length)], foreign.MaxBy(text => cosines[medium, text])];
    }
}
