namespace InternVideo2.Language;

/// <summary>A text that beam search follows.</summary>
/// <param name="Ids">Its new tokens.</param>
/// <param name="Sum">Of their log-probabilities.</param>
internal sealed record Beam(IReadOnlyList<int> Ids, float Sum);

/// <summary>The best finished texts of one prompt, as many as there are beams.</summary>
internal sealed class BeamPool(GenerationOptions options)
{
    private List<GeneratedSequence> finished = [];

    /// <summary>Takes in a text that has ended, if it is among the best.</summary>
    public void Add(Beam beam, GenerationEnd end)
    {
        var text = new GeneratedSequence(beam.Ids, end) { Score = Score(beam.Sum, beam.Ids.Count) };
        finished = [.. finished.Append(text).OrderByDescending(one => one.Score).Take(options.Beams)];
    }

    /// <summary>Whether the search is over.</summary>
    /// <param name="bestSum">The largest sum of log-probabilities among the texts that could go on.</param>
    /// <param name="length">Their number of tokens.</param>
    /// <param name="longest">The number of tokens they could reach.</param>
    public bool IsFinal(float bestSum, int length, int longest)
    {
        if (finished.Count < options.Beams) return false;
        if (options.EarlyStopping == EarlyStopping.AtOnce) return true;
        // Sums only fall. Divided by a positive power of the length they may still rise with it: then the greatest length is the most hopeful.
        var hopeful = options.EarlyStopping == EarlyStopping.WhenNoBetterIsPossible && options.LengthPenalty > 0 ? longest : length;
        return Score(bestSum, hopeful) <= finished[^1].Score;
    }

    /// <summary>The best texts, the best first.</summary>
    public IEnumerable<GeneratedSequence> Best(int count) => finished.Take(count);

    private double Score(float sum, int length) => sum / Math.Pow(length, options.LengthPenalty);
}
