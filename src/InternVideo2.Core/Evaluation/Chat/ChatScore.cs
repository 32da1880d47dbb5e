namespace InternVideo2.Evaluation;

/// <summary>Figures of one kind of question, or of all.</summary>
/// <param name="Kind">Its name; "all".</param>
/// <param name="Count">Questions.</param>
/// <param name="Accuracy">Share of right answers, 0 … 1.</param>
/// <param name="Interval">Where the accuracy lies for other clips of the same sort: bootstrap over clips.</param>
/// <param name="F1">Mean agreement of words, 0 … 1.</param>
/// <param name="Chance">Accuracy of who chooses among the options blindly; null without options.</param>
public sealed record ChatScore(string Kind, int Count, double Accuracy, Interval Interval, double F1, double? Chance)
{
    /// <summary>Whether the whole interval lies above chance. False without options.</summary>
    public bool IsAboveChance => Interval.Low > Chance;

    /// <summary>Figures of some answers.</summary>
    /// <param name="kind">Their name.</param>
    /// <param name="answers">One or more. Those about one clip are no independent trials: clips are drawn again as wholes.</param>
    /// <param name="bootstrap">Of the interval.</param>
    public static ChatScore Of(string kind, IReadOnlyList<ChatAnswer> answers, Bootstrap bootstrap)
    {
        var clips = answers.GroupBy(answer => answer.Item.Clip).Select(clip => ((double)clip.Count(answer => answer.IsRight), (double)clip.Count())).ToList();
        double? chance = answers.All(answer => answer.Item.Options.Count > 0) ? answers.Average(answer => 1.0 / answer.Item.Options.Count) : null;
        return new(kind, answers.Count, answers.Average(answer => answer.IsRight ? 1.0 : 0.0), bootstrap.OfRatio(clips), answers.Average(answer => answer.F1), chance);
    }
}
