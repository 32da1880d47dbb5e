using System.Globalization;
using System.Text;

namespace InternVideo2.Evaluation;

/// <summary>How well a model answered.</summary>
/// <param name="Answers">Every answer, in the order of the set.</param>
/// <param name="Scores">Figures of each kind, in the order in which they come up in the set.</param>
/// <param name="All">Figures of all questions together: total right / total.</param>
/// <param name="Protocol">How it was asked, in one line.</param>
public sealed record ChatReport(IReadOnlyList<ChatAnswer> Answers, IReadOnlyList<ChatScore> Scores, ChatScore All, string Protocol)
{
    /// <summary>Figures of one kind.</summary>
    /// <exception cref="ArgumentException">Nothing of that kind was asked; the message lists the kinds.</exception>
    public ChatScore this[string kind] => Scores.FirstOrDefault(score => score.Kind == kind)
        ?? throw new ArgumentException($"Nothing of the kind '{kind}' was asked; kinds: {string.Join(", ", Scores.Select(score => score.Kind))}.", nameof(kind));

    /// <summary>Figures of several kinds together.</summary>
    /// <param name="name">What to call them.</param>
    /// <param name="kinds">One or more kinds that were asked.</param>
    /// <param name="bootstrap">Of the interval; null: the usual.</param>
    public ChatScore Together(string name, IReadOnlyList<string> kinds, Bootstrap? bootstrap = null)
    {
        foreach (var kind in kinds) _ = this[kind];
        return ChatScore.Of(name, [.. Answers.Where(answer => kinds.Contains(answer.Item.Kind))], bootstrap ?? new());
    }

    /// <summary>The protocol, then a line for each kind: accuracy with its interval, agreement of words, chance, number of questions.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Protocol).AppendLine().Append(CultureInfo.InvariantCulture, $"{"kind",-20} {"accuracy",8} {"interval",15} {"F1",6} {"chance",7} {"n",6}");
        foreach (var score in Scores.Count == 1 ? Scores : [.. Scores, All])
        {
            var chance = score.Chance is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}") : "–";
            var interval = string.Create(CultureInfo.InvariantCulture, $"[{100 * score.Interval.Low:0.0}, {100 * score.Interval.High:0.0}]");
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{score.Kind,-20} {100 * score.Accuracy,8:0.0} {interval,15} {100 * score.F1,6:0.0} {chance,7} {score.Count,6}");
        }
        return text.ToString();
    }
}
