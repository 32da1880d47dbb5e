using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>VideoChat2 with Phi-3 (stage 3, 7, 8.2, 8.4 and 12).</summary>
public sealed class PhiTemplate : TurnTemplate
{
    private const string User = "<|user|>\n";
    private const string End = "<|end|>";
    private const string Assistant = End + "\n<|assistant|>\n";

    internal PhiTemplate()
    {
    }

    /// <inheritdoc/>
    public override PromptStyle Style => PromptStyle.Phi;

    /// <inheritdoc/>
    public override string CaptionEnd => End;

    /// <inheritdoc/>
    public override string AnswerEnd => End;

    private protected override string BeginsQuestion => User;

    private protected override string BeginsAnswer => Assistant;

    private protected override bool TrimsFirst => false;

    /// <inheritdoc/>
    public override string AskCaption(string request) => $"{User}{request}{Assistant}";

    /// <inheritdoc/>
    public override string Conversation(TrainingPrompt prompt)
    {
        var clip = MediaTags.Begin(prompt.Media) + MediaTags.End(prompt.Media) + prompt.FramesMessage.TrimEnd();
        var turns = prompt.Turns.Select((turn, index) =>
            $"{User}{(index > 0 || clip.Length == 0 ? "" : clip + "\n")}{turn.Question.Trim()}{Assistant}{turn.Answer.Trim()}{End}\n");
        return (System(prompt.System + prompt.Instruction) + string.Concat(turns)).Trim();
    }

    /// <inheritdoc/>
    public override string Instruction(IReadOnlyList<ClipQuestion> turns, bool withQuestion = false) =>
        turns[0].Instruction.Length == 0 ? "" : $"{turns[0].Instruction}{(withQuestion ? turns[0].Question : "")}".Trim();

    /// <inheritdoc/>
    public override string Chat(ChatPrompt prompt, int views = 1)
    {
        var tags = MediaTags.Begin(prompt.Media) + Placeholder(prompt.Media) + MediaTags.End(prompt.Media);
        var clip = tags.Length == 0 ? "" : $"{tags}{prompt.FramesMessage.TrimEnd()}\n";
        var history = prompt.History.Select(turn => $"{turn.Question}{Assistant}{turn.Answer}{End}\n{User}");
        return $"{System(prompt.System)}{User}{clip}{string.Concat(history)}{prompt.Question}{Assistant}{prompt.AnswerPrefix}";
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int[]> Stops(ILanguageTokenizer tokenizer) => [tokenizer.Encode(End)];

    private static string System(string text) => text.Length == 0 ? "" : $"<|system|>\n{text}{End}\n";
}
