using System.Globalization;
using System.Text;

namespace InternVideo2.Evaluation;

/// <summary>How well media were classified by the names of their classes.</summary>
/// <param name="Answers">The scores, and how they were made.</param>
/// <param name="Labels">The right class of each medium, as a column of the scores.</param>
/// <param name="DualSoftmaxScale">What cosines are multiplied with inside the dual softmax.</param>
public sealed record ZeroShotReport(ClassScores Answers, IReadOnlyList<int> Labels, double DualSoftmaxScale)
{
    /// <summary>The share of media whose class comes first.</summary>
    public Proportion Top1 => Among(Answers.Scores, 1);

    /// <summary>The share of media whose class is among the first five.</summary>
    public Proportion Top5 => Among(Answers.Scores, 5);

    /// <summary>The same after dual softmax: whoever uses it knows all media of the test beforehand.</summary>
    public (Proportion Top1, Proportion Top5) DualSoftmax
    {
        get
        {
            var scores = Answers.Scores.DualSoftmax(DualSoftmaxScale);
            return (Among(scores, 1), Among(scores, 5));
        }
    }

    /// <summary>The class that each medium was taken for.</summary>
    public IReadOnlyList<int> Predictions => [.. Enumerable.Range(0, Labels.Count).Select(row => Ranking.First(Answers.Scores.Row(row), 1)[0].Item)];

    /// <summary>For each class that occurs, the share of its media that were recognised.</summary>
    public IReadOnlyDictionary<string, Proportion> ByClass
    {
        get
        {
            var predictions = Predictions;
            return Labels.Index().GroupBy(medium => medium.Item).OrderBy(group => group.Key).ToDictionary(
                group => Answers.Classes[group.Key], group => new Proportion(group.Count(medium => predictions[medium.Index] == group.Key), group.Count()));
        }
    }

    /// <param name="answers">The scores.</param>
    /// <param name="labels">The name of each medium's class.</param>
    /// <param name="dualSoftmaxScale">Above 0; the release has 1.</param>
    /// <exception cref="ArgumentException">Another number of labels than of media, or an unknown class.</exception>
    public static ZeroShotReport Of(ClassScores answers, IReadOnlyList<string> labels, double dualSoftmaxScale = 1)
    {
        if (labels.Count != answers.Scores.Rows) throw new ArgumentException($"{answers.Scores.Rows} media were compared, but there are {labels.Count} labels.", nameof(labels));
        var places = answers.Classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        if (labels.FirstOrDefault(label => !places.ContainsKey(label)) is { } unknown)
            throw new ArgumentException($"'{unknown}' is not one of the {answers.Classes.Count} classes that the media were compared with.", nameof(labels));
        return new(answers, [.. labels.Select(label => places[label])], dualSoftmaxScale);
    }

    /// <summary>The protocol and a table with 95 % intervals.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Answers.Protocol).AppendLine("; intervals: 95 %, Wilson");
        var (first, five) = DualSoftmax;
        foreach (var (name, share) in new[] { ("top-1", Top1), ("top-5", Top5), ("top-1 dsl", first), ("top-5 dsl", five) })
        {
            var interval = share.Confidence();
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-10} {100 * share.Value,5:0.0} [{100 * interval.Low:0.0}, {100 * interval.High:0.0}]");
        }
        return text.Append(CultureInfo.InvariantCulture, $"chance     {100.0 / Answers.Classes.Count,5:0.0} (top-1)").ToString();
    }

    private Proportion Among(ScoreMatrix scores, int count) => new(Labels.Index().Count(medium => Ranking.BestRank(scores.Row(medium.Index), [medium.Item]) < count), Labels.Count);
}
