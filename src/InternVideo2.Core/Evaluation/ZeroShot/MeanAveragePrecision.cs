using System.Globalization;

namespace InternVideo2.Evaluation;

/// <summary>Mean average precision over classes, for media that may be of several classes at once (stage 2, 13.3).</summary>
/// <param name="ByClass">The average precision of each class that occurs, 0 … 1, by its column.</param>
/// <param name="Media">Media that have a class; those without any count for nothing.</param>
public sealed record MeanAveragePrecision(IReadOnlyDictionary<int, double> ByClass, int Media)
{
    /// <summary>The mean, 0 … 1.</summary>
    public double Mean => ByClass.Values.Average();

    /// <summary>Where the mean lies for other classes of the same kind.</summary>
    public Interval Interval(Bootstrap? bootstrap = null) => (bootstrap ?? new()).OfMean([.. ByClass.Values]);

    /// <param name="scores">Media × classes. Media are compared with each other, so rows must be on one scale: take softmax over the classes first.</param>
    /// <param name="labels">The classes of each medium, as columns; may be empty.</param>
    /// <exception cref="ArgumentException">Another number of media, or nothing has a class.</exception>
    public static MeanAveragePrecision Of(ScoreMatrix scores, IReadOnlyList<IReadOnlyCollection<int>> labels)
    {
        if (labels.Count != scores.Rows) throw new ArgumentException($"{scores.Rows} media have scores, but there are labels of {labels.Count}.", nameof(labels));
        int[] labelled = [.. Enumerable.Range(0, labels.Count).Where(row => labels[row].Count > 0)];
        if (labelled.Length == 0) throw new ArgumentException("No medium has a class.", nameof(labels));
        var classes = labels.SelectMany(list => list).Distinct().Order();
        return new(classes.ToDictionary(c => c, c => AveragePrecision([.. labelled.Select(row => (scores[row, c], labels[row].Contains(c)))])), labelled.Length);
    }

    /// <summary>The mean, over the right ones, of the share of right ones among those that come no later.</summary>
    /// <param name="answers">Score and whether it is right; of equal scores the later one comes first. At least one is right.</param>
    public static double AveragePrecision(IReadOnlyList<(float Score, bool IsRight)> answers)
    {
        var ranked = Ranking.First([.. answers.Select(answer => answer.Score)], answers.Count);
        var (right, sum) = (0, 0.0);
        foreach (var (place, item) in ranked.Index())
        {
            if (answers[item.Item].IsRight) sum += ++right / (double)(place + 1);
        }
        return sum / right;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mAP {100 * Mean:0.0} over {ByClass.Count} classes and {Media} media");
}
