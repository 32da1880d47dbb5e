using InternVideo2.Data;

namespace InternVideo2.Evaluation;

/// <summary>How protocols speak of media and texts.</summary>
internal static class MediaNames
{
    /// <summary>"128 videos", "1 sound".</summary>
    public static string Count(MediaType media, int count)
    {
        var one = media switch
        {
            MediaType.Image => "image",
            MediaType.Audio => "sound",
            _ => "video",
        };
        return FormattableString.Invariant($"{count} {one}{(count == 1 ? "" : "s")}{(media == MediaType.AudioVideo ? " with sound" : "")}");
    }

    /// <summary>"; 4 frames"; nothing for sound.</summary>
    public static string Frames(int frames) => frames == 0 ? "" : FormattableString.Invariant($"; {frames} {(frames == 1 ? "frame" : "frames")}");

    /// <summary>" (3 fill the limit)"; nothing if none does.</summary>
    public static string AtLimit(int texts) => texts == 0 ? "" : FormattableString.Invariant($" ({texts} fill the limit)");
}
