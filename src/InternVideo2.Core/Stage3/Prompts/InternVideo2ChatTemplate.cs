using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>
/// InternVideo2-Chat (stage 3, 10): each view of a clip has tags of its own; every part of a prompt is tokenised by itself, so that it goes with any
/// tokenizer. The text begins without a begin token in training; in questions every part has one.
/// </summary>
/// <remarks>The published training learns the first answer of a conversation only; give one turn to do the same.</remarks>
public sealed class InternVideo2ChatTemplate : ConversationTemplate
{
    private const string Open = "[INST]";
    private const string Close = "[/INST]";
    private const string End = "</s>";

    internal InternVideo2ChatTemplate()
    {
    }

    /// <inheritdoc/>
    public override PromptStyle Style => PromptStyle.InternVideo2Chat;

    /// <inheritdoc/>
    public override bool CountsVisualRows => true;

    /// <inheritdoc/>
    public override string CaptionEnd => End;

    /// <inheritdoc/>
    public override string AnswerEnd => End;

    /// <inheritdoc/>
    public override string Placeholder(MediaType media) => media switch
    {
        MediaType.Image => "[<IMG_PLH>]",
        MediaType.Text => "",
        _ => "[<VID_PLH>]",
    };

    /// <inheritdoc/>
    public override string AskCaption(string request) => $"{Open} {request} {Close} ";

    /// <inheritdoc/>
    public override string Conversation(TrainingPrompt prompt) =>
        Shown(prompt, 1) + string.Concat(prompt.Turns.Select(turn => Asked(turn, "") + turn.Answer + End));

    /// <inheritdoc/>
    public override string Instruction(IReadOnlyList<ClipQuestion> turns, bool withQuestion = false) =>
        turns[0].Instruction.Length == 0 ? "" : $"{turns[0].Instruction} {(withQuestion ? turns[0].Question : "")}".Trim();

    /// <inheritdoc/>
    public override PromptRow Train(ILanguageTokenizer tokenizer, TrainingPrompt prompt, VisualTokens visual)
    {
        var row = new PromptRowBuilder();
        Show(row, tokenizer, Shown(prompt, visual.Views), prompt.Media, visual, begin: false);
        foreach (var turn in prompt.Turns)
        {
            row.Text(tokenizer.Encode(Asked(turn, visual.HighResolution ? "" : " ")));
            row.Text(tokenizer.Encode(turn.Answer + End), learned: true);
        }
        return row.Row();
    }

    /// <inheritdoc/>
    public override string Chat(ChatPrompt prompt, int views = 1)
    {
        var clip = Clip(prompt.Media, views) is { Length: > 0 } tags ? $"{Open} {tags}{prompt.FramesMessage.TrimEnd()}{Close}" : "";
        var history = prompt.History.Select(turn => $" {Open} {turn.Question} {Close}{turn.Answer}{End}");
        return $"{prompt.System}{clip}{string.Concat(history)} {Open} {prompt.Question} {Close}{prompt.AnswerPrefix}";
    }

    /// <inheritdoc/>
    public override PromptRow Chat(ILanguageTokenizer tokenizer, string text, MediaType media, VisualTokens visual)
    {
        var row = new PromptRowBuilder();
        Show(row, tokenizer, text, media, visual, begin: true);
        return row.Row();
    }

    private void Show(PromptRowBuilder row, ILanguageTokenizer tokenizer, string text, MediaType media, VisualTokens visual, bool begin)
    {
        var parts = Placeholders.Split(text, Placeholder(media), media == MediaType.Text ? 0 : visual.Views);
        foreach (var (index, part) in parts.Index())
        {
            if (index > 0) row.Look(visual.PerView);
            row.Token(begin ? tokenizer.Begin : null).Text(tokenizer.Encode(part));
        }
    }

    private string Shown(TrainingPrompt prompt, int views) => Clip(prompt.Media, views) is { Length: > 0 } tags
        ? $"{prompt.System}{prompt.Instruction}{Open} {tags}{prompt.FramesMessage.TrimEnd()}{Close}"
        : prompt.System + prompt.Instruction;

    private static string Asked(ClipQuestion turn, string space) => (turn.Question.Length == 0 ? "" : $" {Open} {turn.Question} {Close}") + space;

    private string Clip(MediaType media, int views) =>
        string.Concat(Enumerable.Repeat(MediaTags.Begin(media) + Placeholder(media) + MediaTags.End(media), views));
}
