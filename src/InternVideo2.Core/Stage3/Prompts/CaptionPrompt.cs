using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>A caption to learn in connecting a language model (stage 3, 7).</summary>
public sealed record CaptionPrompt
{
    /// <summary>What asks for it, from <see cref="ConversationTemplate.AskCaption"/>; has the template's placeholder once.</summary>
    public required string Prompt { get; init; }

    /// <summary>What is to be said, without an end.</summary>
    public required string Caption { get; init; }

    /// <summary>What is shown. Default: a video.</summary>
    public MediaType Media { get; init; } = MediaType.Video;

    /// <summary>Tokens of the caption at most, its end included. Default 512; 1 or more.</summary>
    public int MaxCaptionTokens { get; init; } = 512;

    /// <summary>
    /// A token that is not learned even in a caption. Default: none. The published training leaves out the padding number; where that is the end token,
    /// as with Mistral, the model never learns to stop.
    /// </summary>
    public int? NotLearned { get; init; }
}
