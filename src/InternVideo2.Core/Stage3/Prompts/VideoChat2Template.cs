using InternVideo2.Data;
using InternVideo2.Text;

namespace InternVideo2.Stage3;

/// <summary>What the templates of VideoChat2 share: one place for all visual rows, a begin token in front (stage 3, 8.4 and 12).</summary>
public abstract class VideoChat2Template : ConversationTemplate
{
    private protected VideoChat2Template()
    {
    }

    /// <inheritdoc/>
    public override PromptRow Train(ILanguageTokenizer tokenizer, TrainingPrompt prompt, VisualTokens visual)
    {
        var (before, after) = Halves(Conversation(prompt), MediaTags.End(prompt.Media));
        var ids = tokenizer.Encode(after);
        return new PromptRowBuilder()
            .Token(tokenizer.Begin)
            .Text(tokenizer.Encode(before))
            .Look(prompt.Media == MediaType.Text ? 0 : visual.Total)
            .Text(ids, Labels(tokenizer, after, ids))
            .Row();
    }

    /// <inheritdoc/>
    public override PromptRow Chat(ILanguageTokenizer tokenizer, string text, MediaType media, VisualTokens visual)
    {
        var parts = Placeholders.Split(text, Placeholder(media), media == MediaType.Text ? 0 : 1);
        var row = new PromptRowBuilder().Token(tokenizer.Begin).Text(tokenizer.Encode(parts[0]));
        foreach (var part in parts[1..]) row.Look(visual.Total).Text(tokenizer.Encode(part));
        return row.Row();
    }

    /// <summary>What is to be learned of the text after the clip: its numbers, or <see cref="PromptRow.NotLearned"/>.</summary>
    private protected int[] Labels(ILanguageTokenizer tokenizer, string after, int[] ids)
    {
        var labels = new int[ids.Length];
        Array.Fill(labels, PromptRow.NotLearned);
        var place = 0;
        foreach (var (length, learned) in Spans(tokenizer, after))
        {
            for (var i = place; i < Math.Min(place + length, ids.Length); i++)
            {
                if (learned) labels[i] = ids[i];
            }
            place += length;
        }
        if (place == ids.Length) return labels;
        throw new PromptException(
            $"The parts of the conversation '{after}' have {place} tokens by themselves and {ids.Length} together, so that answers cannot be told from questions. "
            + $"The style {Style} needs a tokenizer like that of its language model; {nameof(PromptStyle.InternVideo2Chat)} goes with any.");
    }

    /// <summary>Lengths in tokens, in order, and whether they are learned.</summary>
    private protected abstract IEnumerable<(int Length, bool Learned)> Spans(ILanguageTokenizer tokenizer, string after);

    private static (string Before, string After) Halves(string conversation, string endTag)
    {
        if (endTag.Length == 0) return ("", conversation);
        var parts = conversation.Split(endTag);
        if (parts.Length == 2) return (parts[0], endTag + parts[1]);
        throw new PromptException($"The conversation '{conversation}' must have the tag {endTag} exactly once; it has it {parts.Length - 1} times. Take it out of questions and answers.");
    }
}
