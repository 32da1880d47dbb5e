using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>
/// Compares the best candidates of both directions again by the matching head (stage 2, 13.1). Medium by medium, so that the keys and values of each are
/// made once for all its texts, and a pair that is a candidate in both directions is compared once.
/// </summary>
internal static class Reranking
{
    /// <param name="model">Compares.</param>
    /// <param name="choice">Scores, queries × items, by which candidates are chosen in each direction.</param>
    /// <param name="media">Encoded already.</param>
    /// <param name="texts">Encoded already, with states.</param>
    /// <param name="options">How many, how many at a time.</param>
    /// <param name="progress">Told after every batch of pairs.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static MatchedPairs Run(
        IMatchingModel model, Func<RetrievalDirection, ScoreMatrix> choice, MediaPool media, TextPool texts, RetrievalOptions options,
        IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        var textsOf = Candidates(choice(RetrievalDirection.MediaToText), options.Candidates);
        var mediaOf = Candidates(choice(RetrievalDirection.TextToMedia), options.Candidates);
        SortedSet<int>[] wanted = [.. textsOf.Select(items => new SortedSet<int>(items))];
        foreach (var (text, items) in mediaOf.Index())
        {
            foreach (var medium in items) wanted[medium].Add(text);
        }
        var logits = new Dictionary<(int Medium, int Text), float>();
        var phase = new PhaseProgress("pairs", wanted.Sum(set => set.Count), progress);
        media.Again((first, batch) =>
        {
            using var scope = NewDisposeScope();
            using var matcher = model.Attend(batch);
            var pairs = Enumerable.Range(0, (int)batch.Vectors.shape[0]).SelectMany(row => wanted[first + row].Select(text => (Row: row, Text: text)));
            foreach (var chunk in pairs.Chunk(options.PairBatch))
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var (pair, logit) in chunk.Zip(Match(matcher, chunk, texts))) logits.Add((first + pair.Row, pair.Text), logit.Yes);
                phase.Add(chunk.Length);
            }
        }, cancellation);
        return new(
            [.. textsOf.Select((items, medium) => items.Select(text => new RankedItem(text, logits[(medium, text)])).ToArray())],
            [.. mediaOf.Select((items, text) => items.Select(medium => new RankedItem(medium, logits[(medium, text)])).ToArray())]);
    }

    /// <summary>What the matching head says of some pairs: they belong together, or they do not.</summary>
    public static (float No, float Yes)[] Match(IMediaMatcher matcher, IReadOnlyList<(int Row, int Text)> pairs, TextPool texts)
    {
        using var scope = NewDisposeScope();
        using var picked = texts.Pick([.. pairs.Select(pair => pair.Text)]);
        var logits = matcher.Logits([.. pairs.Select(pair => pair.Row)], picked).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. Enumerable.Range(0, pairs.Count).Select(i => (logits[2 * i], logits[(2 * i) + 1]))];
    }

    private static int[][] Candidates(ScoreMatrix scores, int count) =>
        [.. Enumerable.Range(0, scores.Rows).Select(row => Ranking.First(scores.Row(row), count).Select(item => item.Item).ToArray())];
}
