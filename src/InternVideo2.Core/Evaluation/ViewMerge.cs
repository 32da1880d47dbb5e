namespace InternVideo2.Evaluation;

/// <summary>
/// Merges the views of each clip (stage 1, 10): softmax of each view, mean over the views. A view that comes twice, as padded batches bring it, counts
/// once.
/// </summary>
public sealed class ViewMerge
{
    private readonly Dictionary<string, Views> clips = new(StringComparer.Ordinal);

    /// <summary>Adds the scores of one view.</summary>
    /// <param name="clip">Id of the clip.</param>
    /// <param name="segment">Temporal view.</param>
    /// <param name="crop">Spatial view.</param>
    /// <param name="logits">One score per class, finite.</param>
    /// <returns>False when this view was there already and is ignored.</returns>
    /// <exception cref="ArgumentException">Another number of classes than before, or a score that is not finite.</exception>
    public bool Add(string clip, int segment, int crop, ReadOnlySpan<float> logits)
    {
        foreach (var (i, score) in logits.ToArray().Index())
        {
            if (!float.IsFinite(score))
                throw new ArgumentException($"The score of class {i} for view {segment}.{crop} of the clip '{clip}' is {score}. Check the model's weights.", nameof(logits));
        }
        if (!clips.TryGetValue(clip, out var views)) clips.Add(clip, views = new Views(new double[logits.Length], []));
        if (views.Sum.Length != logits.Length)
            throw new ArgumentException($"The clip '{clip}' has views of {views.Sum.Length} and of {logits.Length} classes.", nameof(logits));
        if (!views.Seen.Add((segment, crop))) return false;
        AddSoftmax(logits, views.Sum);
        return true;
    }

    /// <summary>The clips seen so far, in the order of their first view.</summary>
    public IReadOnlyList<ClipScores> Clips => [.. clips.Keys.Select(Of)];

    /// <summary>What has been said of a clip so far.</summary>
    public ClipScores Of(string clip) => new(clip, [.. clips[clip].Sum.Select(sum => sum / clips[clip].Seen.Count)]);

    private static void AddSoftmax(ReadOnlySpan<float> logits, double[] sum)
    {
        var powers = new double[logits.Length];
        var (largest, total) = (double.NegativeInfinity, 0.0);
        foreach (var logit in logits) largest = Math.Max(largest, logit);
        for (var i = 0; i < powers.Length; i++) total += powers[i] = Math.Exp(logits[i] - largest);
        for (var i = 0; i < powers.Length; i++) sum[i] += powers[i] / total;
    }

    private sealed record Views(double[] Sum, HashSet<(int Segment, int Crop)> Seen);
}

/// <summary>What a classifier says of one clip.</summary>
/// <param name="Id">The clip.</param>
/// <param name="Probabilities">One per class, sum 1.</param>
public sealed record ClipScores(string Id, IReadOnlyList<double> Probabilities)
{
    /// <summary>The most probable class; of equal ones the first.</summary>
    public int Prediction => Enumerable.Range(0, Probabilities.Count).MaxBy(i => Probabilities[i]);

    /// <summary>Whether a class is among the <paramref name="count"/> most probable ones; of equal ones the first come first.</summary>
    public bool Has(int label, int count)
    {
        var own = Probabilities[label];
        return Enumerable.Range(0, Probabilities.Count).Count(i => Probabilities[i] > own || (Probabilities[i] == own && i < label)) < count;
    }
}
