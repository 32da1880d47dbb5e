using InternVideo2.Data;

namespace InternVideo2.Stage3;

/// <summary>The marks between which a prompt shows a clip or a picture.</summary>
internal static class MediaTags
{
    /// <summary>Goes before the visual rows; empty for text alone.</summary>
    public static string Begin(MediaType media) => Name(media) is { } name ? $"<{name}>" : "";

    /// <summary>Goes after the visual rows; empty for text alone.</summary>
    public static string End(MediaType media) => Name(media) is { } name ? $"</{name}>" : "";

    /// <summary>Stands for the visual rows in the prompts of VideoChat2; empty for text alone.</summary>
    public static string Placeholder(MediaType media) => Name(media) is { } name ? $"<{name}Here>" : "";

    private static string? Name(MediaType media) => media switch
    {
        MediaType.Video or MediaType.AudioVideo => "Video",
        MediaType.Image => "Image",
        MediaType.Text => null,
        _ => throw new PromptException($"Samples of type {media} have nothing to see; a language model is shown videos, images or text alone."),
    };
}
