using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>The form in which a language model is shown clips, asked, and taught to answer. Has no state; thread-safe.</summary>
public abstract class ConversationTemplate
{
    private static readonly Dictionary<PromptStyle, ConversationTemplate> All = new()
    {
        [PromptStyle.Vicuna] = new VicunaTemplate(),
        [PromptStyle.Mistral] = new MistralTemplate(),
        [PromptStyle.Phi] = new PhiTemplate(),
        [PromptStyle.InternVideo2Chat] = new InternVideo2ChatTemplate(),
    };

    /// <summary>The template of a style.</summary>
    public static ConversationTemplate Of(PromptStyle style) =>
        All.TryGetValue(style, out var template) ? template : throw new ArgumentOutOfRangeException(nameof(style), style, "There is no such style.");

    /// <summary>Which one it is.</summary>
    public abstract PromptStyle Style { get; }

    /// <summary>Where the instructions of a batch are filled up before the Q-Former reads them (stage 3, 8.3).</summary>
    public virtual TextSide InstructionSide => TextSide.Left;

    /// <summary>Whether the published training tells when the frames were taken (stage 3, 8.2).</summary>
    public virtual bool TellsFrames => false;

    /// <summary>
    /// Whether the limit of tokens in training is that of a whole row, what is seen included, as with InternVideo2-Chat (stage 3, 10); otherwise visual rows come
    /// on top (stage 3, 8.4).
    /// </summary>
    public virtual bool CountsVisualRows => false;

    /// <summary>What ends a caption in connecting (stage 3, 7).</summary>
    public abstract string CaptionEnd { get; }

    /// <summary>What ends an answer, in the text a model writes; the tokenizer's end token does so too.</summary>
    public abstract string AnswerEnd { get; }

    /// <summary>A whole prompt for captions around a request that shows the clip, such as those of <see cref="CaptionRequests"/> (stage 3, 7).</summary>
    public abstract string AskCaption(string request);

    /// <summary>The text of a conversation to learn, with empty media tags where the clip goes (stage 3, 8.2).</summary>
    /// <exception cref="PromptException">There is no turn.</exception>
    public abstract string Conversation(TrainingPrompt prompt);

    /// <summary>What the Q-Former reads beside the clip; empty when the conversation has no instruction (stage 3, 8.2).</summary>
    /// <param name="turns">The conversation; one turn or more.</param>
    /// <param name="withQuestion">Whether the first question follows the instruction. The published training leaves it out, save with Vicuna.</param>
    public abstract string Instruction(IReadOnlyList<ClipQuestion> turns, bool withQuestion = false);

    /// <summary>A conversation as numbers, with the places of the visual rows and what is to be learned (stage 3, 8.4).</summary>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="prompt">The conversation.</param>
    /// <param name="visual">Rows of what is shown; ignored for text alone.</param>
    /// <returns>Not cut off: see <see cref="PromptBatch.Of"/>.</returns>
    /// <exception cref="PromptException">
    /// There is no turn, a text has media tags of its own, or the tokenizer encodes parts of the text differently by themselves and in it.
    /// </exception>
    public abstract PromptRow Train(ILanguageTokenizer tokenizer, TrainingPrompt prompt, VisualTokens visual);

    /// <summary>A caption as numbers, of which the caption and its end are to be learned (stage 3, 7 and 10).</summary>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="prompt">The caption and what asks for it.</param>
    /// <param name="visual">Rows of what is shown.</param>
    /// <exception cref="PromptException">The prompt does not have its placeholder exactly once.</exception>
    public PromptRow Train(ILanguageTokenizer tokenizer, CaptionPrompt prompt, VisualTokens visual)
    {
        var parts = Placeholders.Split(prompt.Prompt, Placeholder(prompt.Media), clips: 1);
        int[] caption = [.. tokenizer.Encode(prompt.Caption + CaptionEnd).Take(prompt.MaxCaptionTokens)];
        return new PromptRowBuilder()
            .Token(tokenizer.Begin)
            .Text(tokenizer.Encode(parts[0]))
            .Look(visual.Total)
            .Text(tokenizer.Encode(parts[1]))
            .Text(caption, [.. caption.Select(id => id == prompt.NotLearned ? PromptRow.NotLearned : id)])
            .Row();
    }

    /// <summary>A question as text, with <see cref="Placeholder"/> where each view of the clip goes.</summary>
    /// <param name="prompt">The question and what was said before.</param>
    /// <param name="views">Views that have a placeholder of their own. 1 or more.</param>
    public abstract string Chat(ChatPrompt prompt, int views = 1);

    /// <summary>A question as numbers (stage 3, 10 and 12).</summary>
    /// <exception cref="PromptException">A text has placeholders of its own.</exception>
    public PromptRow Chat(ILanguageTokenizer tokenizer, ChatPrompt prompt, VisualTokens visual) =>
        Chat(tokenizer, Chat(prompt, visual.Views), prompt.Media, visual);

    /// <summary>A prompt of one's own as numbers.</summary>
    /// <param name="tokenizer">The language model's.</param>
    /// <param name="text">Has <see cref="Placeholder"/> as often as there is something to show.</param>
    /// <param name="media">What is shown.</param>
    /// <param name="visual">Rows of what is shown; ignored for text alone.</param>
    /// <exception cref="PromptException">There are more or fewer placeholders than there is to show.</exception>
    public abstract PromptRow Chat(ILanguageTokenizer tokenizer, string text, MediaType media, VisualTokens visual);

    /// <summary>What stands for a clip in the texts of <see cref="Chat(ChatPrompt, int)"/>.</summary>
    public virtual string Placeholder(MediaType media) => MediaTags.Placeholder(media);

    /// <summary>Rows of numbers at which a model stops, beside the tokenizer's end token.</summary>
    public virtual IReadOnlyList<int[]> Stops(ILanguageTokenizer tokenizer) => [];

    /// <summary>The answer in what a model wrote: without a begin token in front, and up to the end of the answer (stage 3, 12).</summary>
    public string Answer(ILanguageTokenizer tokenizer, IReadOnlyList<int> ids)
    {
        // Some models begin with a token that the prompt should have had.
        if (ids.Count > 0 && (ids[0] == 0 || ids[0] == tokenizer.Begin)) ids = [.. ids.Skip(1)];
        // An embedding may have more rows than the tokenizer has tokens; those say nothing.
        ids = [.. ids.Where(id => id < tokenizer.Count)];
        if (tokenizer.End is { } end) ids = [.. ids.TakeWhile(id => id != end)];
        return Answer(tokenizer.Decode(ids, skipSpecial: false));
    }

    /// <summary>The answer in a text a model wrote.</summary>
    public virtual string Answer(string text) => text.Split(AnswerEnd)[0].Trim();
}
