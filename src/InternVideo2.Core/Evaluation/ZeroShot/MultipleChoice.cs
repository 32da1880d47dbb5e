using System.Globalization;
using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>A medium and texts of which one is right.</summary>
/// <param name="Options">Two or more texts; they may be the same for all questions.</param>
/// <param name="Right">Which is right, from 0.</param>
public sealed record ChoiceQuestion(IReadOnlyList<string> Options, int Right);

/// <summary>What was answered.</summary>
/// <param name="Probabilities">For each question the softmax over its options of cosine / temperature.</param>
/// <param name="Rights">For each question the right option.</param>
/// <param name="Protocol">How it was asked, in one line.</param>
public sealed record MultipleChoiceReport(IReadOnlyList<IReadOnlyList<double>> Probabilities, IReadOnlyList<int> Rights, string Protocol)
{
    /// <summary>The option chosen for each question; of equal ones the first.</summary>
    public IReadOnlyList<int> Choices => [.. Probabilities.Select(list => list.Index().MaxBy(option => option.Item).Index)];

    /// <summary>The share of right choices.</summary>
    public Proportion Accuracy => new(Choices.Zip(Rights).Count(pair => pair.First == pair.Second), Rights.Count);

    /// <summary>The accuracy of a guess.</summary>
    public double Chance => Probabilities.Average(list => 1.0 / list.Count);

    public override string ToString()
    {
        var interval = Accuracy.Confidence();
        return string.Create(CultureInfo.InvariantCulture,
            $"{Protocol}; intervals: 95 %, Wilson\naccuracy {100 * Accuracy.Value:0.0} [{100 * interval.Low:0.0}, {100 * interval.High:0.0}]\nchance   {100 * Chance:0.0}");
    }
}

/// <summary>Asks which of several texts belongs to a medium, by contrast (stage 2, 13.3).</summary>
public static class MultipleChoice
{
    /// <summary>Asks one question about each medium.</summary>
    /// <param name="model">Used, not owned.</param>
    /// <param name="name">Name of the set, for the protocol.</param>
    /// <param name="clips">The media; one or more.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="questions">One for each medium. Equal texts are encoded once.</param>
    /// <param name="options">Templates and limits; null: the texts are taken as they are (<see cref="PromptTemplates.Plain"/>).</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="ArgumentException">Another number of questions than of media, or a question without choice.</exception>
    /// <exception cref="ClipException">A medium cannot be read.</exception>
    public static MultipleChoiceReport Run(
        IDualEncoder model, string name, IReadOnlyList<ClipEntry> clips, MediaReader read, IReadOnlyList<ChoiceQuestion> questions, ZeroShotOptions? options = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (questions.Count != clips.Count) throw new ArgumentException($"There are {clips.Count} media and {questions.Count} questions.", nameof(questions));
        foreach (var (place, question) in questions.Index())
        {
            if (question.Options.Count < 2 || question.Right < 0 || question.Right >= question.Options.Count)
                throw new ArgumentException($"The question about '{clips[place].Id}' has {question.Options.Count} options, of which number {question.Right} is said to be right; there must be two or more.", nameof(questions));
        }
        var scores = ClassScores.Of(
            model, name, clips, read, questions.SelectMany(question => question.Options), options ?? new() { Templates = PromptTemplates.Plain }, progress, cancellation);
        var columns = scores.Classes.Index().ToDictionary(text => text.Item, text => text.Index, StringComparer.Ordinal);
        var answers = questions.Select((question, row) => Softmax([.. question.Options.Select(option => scores.Scores[row, columns[option]] / model.Temperature)])).ToList();
        var counts = questions.Select(question => question.Options.Count).Distinct().Order().ToList();
        var protocol = string.Create(CultureInfo.InvariantCulture,
            $"{scores.Protocol}; questions of {(counts.Count == 1 ? $"{counts[0]}" : $"{counts[0]}–{counts[^1]}")} options; softmax of cosine / {model.Temperature:0.####}");
        return new(answers, [.. questions.Select(question => question.Right)], protocol);
    }

    private static double[] Softmax(double[] scores)
    {
        var powers = Array.ConvertAll(scores, score => Math.Exp(score - scores.Max()));
        var total = powers.Sum();
        return Array.ConvertAll(powers, power => power / total);
    }
}
