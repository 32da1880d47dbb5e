using System.Text;

namespace InternVideo2.Evaluation;

/// <summary>How a question with options is put to a model. The defaults are MVBench's (stage 3, 12).</summary>
public sealed record OptionPrompt
{
    /// <summary>Before the conversation and, once more, before the question.</summary>
    public string System { get; init; } =
        "Carefully watch the video and pay attention to the cause and sequence of events, the detail and movement of objects, and the action and pose of persons. "
        + "Based on your observations, select the best option that accurately addresses the question.\n";

    /// <summary>Behind the options.</summary>
    public string Suffix { get; init; } = "\nOnly give the best option.";

    /// <summary>How the answer begins.</summary>
    public string AnswerPrefix { get; init; } = "Best option:(";

    /// <summary>"Question: …", "Options:" and a line for each option: "(A) …".</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">Two to 26 texts.</param>
    public static string Text(string question, IReadOnlyList<string> options)
    {
        var text = new StringBuilder("Question: ").Append(question).Append("\nOptions:");
        for (var place = 0; place < options.Count; place++) text.Append('\n').Append(Option(options, place));
        return text.ToString();
    }

    /// <summary>An option with its letter: "(B) no".</summary>
    public static string Option(IReadOnlyList<string> options, int place)
    {
        OptionRange.Check(options.Count is >= 2 and <= 26, nameof(OptionPrompt), nameof(options), $"{options.Count} texts", "2 … 26 texts");
        return $"({(char)('A' + place)}) {options[place]}";
    }

    /// <summary>The whole request.</summary>
    /// <param name="clip">Which clip of the batch, from 0.</param>
    /// <param name="question">The question.</param>
    /// <param name="options">Two to 26 texts.</param>
    public ChatRequest Request(int clip, string question, IReadOnlyList<string> options) =>
        new(clip, System + Text(question, options) + Suffix) { System = System, AnswerPrefix = AnswerPrefix };

    /// <summary>What counts as the answer: the first line, behind the bracket with which <see cref="AnswerPrefix"/> ends, if it ends with one.</summary>
    /// <param name="generated">What the model wrote behind the prefix.</param>
    public string Answer(string generated) => (AnswerPrefix.EndsWith('(') ? "(" : "") + generated.Split('\n')[0];
}
