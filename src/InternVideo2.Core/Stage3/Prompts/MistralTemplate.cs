using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>VideoChat2 with Mistral (stage 3, 7, 8.2, 8.4 and 12).</summary>
public sealed class MistralTemplate : TurnTemplate
{
    private const string Open = "[INST]";
    private const string Close = "[/INST]";
    private const string End = "</s>";

    internal MistralTemplate()
    {
    }

    /// <inheritdoc/>
    public override PromptStyle Style => PromptStyle.Mistral;

    /// <inheritdoc/>
    public override string CaptionEnd => End;

    /// <inheritdoc/>
    public override string AnswerEnd => End;

    private protected override string BeginsQuestion => Open + " ";

    private protected override string BeginsAnswer => " " + Close + " ";

    private protected override bool TrimsFirst => true;

    /// <inheritdoc/>
    public override string AskCaption(string request) => $"{Open} {request} {Close}";

    /// <inheritdoc/>
    public override string Conversation(TrainingPrompt prompt)
    {
        var instruction = prompt.Instruction.Length == 0 ? "" : prompt.Instruction + " ";
        var tags = MediaTags.Begin(prompt.Media) + MediaTags.End(prompt.Media);
        var clip = tags.Length == 0 ? "" : $"{Open} {tags}{prompt.FramesMessage.TrimEnd()} {Close}";
        var turns = prompt.Turns.Select(turn => (turn.Question.Length == 0 ? "" : $" {Open} {turn.Question} {Close}") + $" {turn.Answer} {End}");
        return $"{prompt.System}{instruction}{clip}{string.Concat(turns)}".Trim();
    }

    /// <inheritdoc/>
    public override string Instruction(IReadOnlyList<ClipQuestion> turns, bool withQuestion = false) =>
        turns[0].Instruction.Length == 0 ? "" : $"{turns[0].Instruction} {(withQuestion ? turns[0].Question : "")}".Trim();

    /// <inheritdoc/>
    public override string Chat(ChatPrompt prompt, int views = 1)
    {
        var tags = MediaTags.Begin(prompt.Media) + Placeholder(prompt.Media) + MediaTags.End(prompt.Media);
        var clip = tags.Length == 0 ? "" : $"{Open} {tags}{prompt.FramesMessage.TrimEnd()} {Close} ";
        var history = prompt.History.Select(turn => $"{Open} {turn.Question} {Close} {turn.Answer}{End} ");
        var answer = prompt.AnswerPrefix.Length == 0 ? Close : $"{Close} {prompt.AnswerPrefix}";
        return $"{prompt.System}{clip}{string.Concat(history)}{Open} {prompt.Question} {answer}";
    }
}
