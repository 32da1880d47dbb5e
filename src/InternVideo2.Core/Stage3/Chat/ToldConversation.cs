using InternVideo2.Data.MovingShapes;
using InternVideo2.Language.Training;

namespace InternVideo2.Stage3;

/// <summary>
/// Conversations about clips with words in the place where later the clip itself comes. So a language model that is to be shown clips knows from the beginning
/// where to look, and how it is asked.
/// </summary>
public static class ToldConversation
{
    /// <summary>What a language model for the moving shapes learns from.</summary>
    /// <param name="template">The form of the conversations.</param>
    /// <param name="split">Which part of the teaching set.</param>
    /// <param name="clips">How many clips, 1 … 100,000.</param>
    /// <param name="options">How they are told; null: the defaults.</param>
    public static IReadOnlyList<TrainingText> OfShapes(ConversationTemplate template, ShapesSplit split, int clips, ToldShapesOptions? options = null) =>
        [.. ToldShapes.Of(split, clips, options).Select(clip => Write(template, clip))];

    /// <summary>The text, cut where a clip would be spliced in, and with the words between.</summary>
    public static TrainingText Write(ConversationTemplate template, ToldClip clip)
    {
        var prompt = new TrainingPrompt { Turns = clip.Questions };
        var end = MediaTags.End(prompt.Media);
        var conversation = template.Conversation(prompt);
        var place = conversation.IndexOf(end, StringComparison.Ordinal);
        string[] words = clip.Words.Length > 0 ? [clip.Words] : [];
        return new TrainingText([conversation[..place], .. words, conversation[place..]]);
    }
}
