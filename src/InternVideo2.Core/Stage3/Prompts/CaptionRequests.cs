using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>
/// Eleven ways of asking for a short description, one of which is drawn for each batch in connecting a language model (stage 3, 7). They are those of
/// LLaVA (Liu et al. 2023), for videos with its words for pictures replaced.
/// </summary>
public static class CaptionRequests
{
    private static readonly string[] OfVideos =
    [
        "Describe the following video concisely.",
        "Provide a brief description of the given video clip.",
        "Offer a succinct explanation of the footage presented.",
        "Summarize the visual content of the following video.",
        "Give a short and clear explanation of the subsequent video clip.",
        "Share a concise interpretation of the video provided.",
        "Present a compact description of the clip's key features.",
        "Relay a brief, clear account of the video shown.",
        "Render a clear and concise summary of the video below.",
        "Write a terse but informative summary of the following video clip.",
        "Create a compact narrative representing the video presented.",
    ];

    private static readonly string[] OfImages =
    [
        "Describe the following image concisely.",
        "Provide a brief description of the given image.",
        "Offer a succinct explanation of the picture presented.",
        "Summarize the visual content of the following image.",
        "Give a short and clear explanation of the subsequent image.",
        "Share a concise interpretation of the image provided.",
        "Present a compact description of the photo's key features.",
        "Relay a brief, clear account of the picture shown.",
        "Render a clear and concise summary of the photo below.",
        "Write a terse but informative summary of the following picture.",
        "Create a compact narrative representing the image presented.",
    ];

    /// <summary>Whole prompts of a template, with the placeholder before the request.</summary>
    /// <param name="template">The language model's.</param>
    /// <param name="media">Video or image.</param>
    /// <exception cref="PromptException">There is nothing to see in samples of this type.</exception>
    public static IReadOnlyList<string> Of(ConversationTemplate template, MediaType media)
    {
        var shown = MediaTags.Begin(media) + template.Placeholder(media) + MediaTags.End(media);
        if (shown.Length == 0) throw new PromptException("Text alone has no caption; ask for captions of videos or images.");
        return [.. (media == MediaType.Image ? OfImages : OfVideos).Select(request => template.AskCaption($"{shown} {request}"))];
    }
}
