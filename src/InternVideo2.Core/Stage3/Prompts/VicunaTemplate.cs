using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>VideoChat2 with Vicuna (stage 3, 7, 8.2, 8.4 and 12). The marks of who speaks are learned too.</summary>
public sealed class VicunaTemplate : VideoChat2Template
{
    private const string Mark = "###";
    private const string Human = "###Human: ";
    private const string Assistant = "###Assistant: ";

    internal VicunaTemplate()
    {
    }

    /// <inheritdoc/>
    public override PromptStyle Style => PromptStyle.Vicuna;

    /// <inheritdoc/>
    public override TextSide InstructionSide => TextSide.Right;

    /// <inheritdoc/>
    public override bool TellsFrames => true;

    /// <inheritdoc/>
    public override string CaptionEnd => Mark;

    /// <inheritdoc/>
    public override string AnswerEnd => Mark;

    /// <inheritdoc/>
    public override string AskCaption(string request) => $"{Human}{request} {Assistant}";

    /// <inheritdoc/>
    public override string Conversation(TrainingPrompt prompt)
    {
        var instruction = prompt.Instruction.Length == 0 ? "" : prompt.Instruction + " ";
        var turns = prompt.Turns.Select(turn => (turn.Question.Length == 0 ? "" : $"{Human}{turn.Question} ") + $"{Assistant}{turn.Answer} ");
        var clip = MediaTags.Begin(prompt.Media) + MediaTags.End(prompt.Media) + prompt.FramesMessage.TrimEnd();
        return $"{prompt.System}{instruction}{(clip.Length == 0 ? "" : $"{Human}{clip} ")}{string.Concat(turns)}{Mark}";
    }

    /// <inheritdoc/>
    public override string Instruction(IReadOnlyList<ClipQuestion> turns, bool withQuestion = false) =>
        turns[0].Instruction.Length == 0 ? "" : $"{turns[0].Instruction} {turns[0].Question}".Trim();

    /// <inheritdoc/>
    public override string Chat(ChatPrompt prompt, int views = 1)
    {
        var tags = MediaTags.Begin(prompt.Media) + Placeholder(prompt.Media) + MediaTags.End(prompt.Media);
        var clip = tags.Length == 0 ? "" : $"Human: {tags}{prompt.FramesMessage.TrimEnd()}\n{Mark}";
        var history = prompt.History.Select(turn => $"Human: {Line(turn.Question)}{Mark}Assistant: {turn.Answer}{Mark}");
        var answer = prompt.AnswerPrefix.Length == 0 ? "Assistant:" : $"Assistant: {prompt.AnswerPrefix}";
        return $"{prompt.System}{Mark}{clip}{string.Concat(history)}Human: {Line(prompt.Question)}{Mark}{answer}";
    }

    /// <inheritdoc/>
    /// <remarks>The mark is encoded differently after a space and after anything else.</remarks>
    public override IReadOnlyList<int[]> Stops(ILanguageTokenizer tokenizer) =>
        [tokenizer.Encode(Mark), tokenizer.Encode("\n" + Mark)[tokenizer.Encode("\n").Length..]];

    /// <inheritdoc/>
    public override string Answer(string text) => text.Split(Mark)[0].Split("Assistant:")[^1].Trim();

    private protected override IEnumerable<(int Length, bool Learned)> Spans(ILanguageTokenizer tokenizer, string after)
    {
        var parts = after.Split(Assistant);
        foreach (var (index, text) in parts.Index())
        {
            var part = index == 0 ? text : Assistant + text;
            var total = Count(part);
            if (index == parts.Length - 1)
            {
                yield return (total, index > 0);
                continue;
            }
            // Learned are an answer and who speaks next; of the first part only who speaks next.
            var (head, tail) = Cut(part);
            if (index > 0)
            {
                yield return (head + tail, true);
                yield return (total - head - tail, false);
                continue;
            }
            yield return (head, false);
            yield return (tail, true);
            yield return (total - head - tail, false);
        }

        int Count(string part) => tokenizer.Encode(part.TrimEnd()).Length;

        // Tokens before the first mark of the human, and of the mark.
        (int Head, int Tail) Cut(string part)
        {
            var at = part.IndexOf(Human, StringComparison.Ordinal);
            if (at < 0) return (Count(part), 0);
            var head = Count(part[..at]);
            return (head, Count(part[..(at + Human.Length)]) - head);
        }
    }

    private static string Line(string question) => question.EndsWith('\n') ? question : question + "\n";
}
