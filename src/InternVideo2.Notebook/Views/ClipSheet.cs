using System.Globalization;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Contact sheet: the frames of a clip in a grid, with the time and the index of each below it.</summary>
/// <param name="clip">T × H × W × 3 bytes, T ≥ 1. Not copied.</param>
/// <param name="title">Null: the file name, or "Clip" without one.</param>
public sealed class ClipSheet(VideoClip clip, string? title = null) : PictureView
{
    public VideoClip Clip { get; } = clip;

    /// <summary>Frames in a row. Null: chosen from the number of frames and their shape.</summary>
    public int? Columns { get; init; }

    /// <summary>CSS pixels of one frame. Null: what a notebook cell has room for.</summary>
    public double? FrameWidth { get; init; }

    /// <inheritdoc/>
    protected override double PixelRatio => FrameSheet.PixelRatioFor(Clip);

    public override string ToString() => $"{FrameCaptions.Title(Clip, title)}: {FrameCaptions.Facts(Clip)}";

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = Clip,
        Title = FrameCaptions.Title(Clip, title),
        Subtitle = FrameCaptions.Facts(Clip),
        Captions = FrameCaptions.Times(Clip),
        Columns = Columns,
        FrameWidth = FrameWidth,
        PixelRatio = PixelRatio,
    }.Draw();
}

/// <summary>What is written about the frames of a clip.</summary>
internal static class FrameCaptions
{
    public static string Title(VideoClip clip, string? title) => title ?? (clip.Source.Length > 0 ? Path.GetFileName(clip.Source) : "Clip");

    /// <summary>"8 frames · 320 × 180 · 0.00–3.96 s"; the times only where they are known.</summary>
    public static string Facts(VideoClip clip)
    {
        var facts = FormattableString.Invariant($"{clip.Frames} {(clip.Frames == 1 ? "frame" : "frames")} · {clip.Width} × {clip.Height}");
        if (!HasTimes(clip)) return facts;
        var (first, last) = (clip.Timestamps.Min(), clip.Timestamps.Max());
        return facts + (clip.Frames == 1 ? FormattableString.Invariant($" · {first:0.00} s") : FormattableString.Invariant($" · {first:0.00}–{last:0.00} s"));
    }

    /// <summary>"0.40 s · frame 12" for each frame; "t = 3" where times are not known.</summary>
    public static IReadOnlyList<string> Times(VideoClip clip) =>
    [
        .. Enumerable.Range(0, clip.Frames).Select(t =>
        {
            if (!HasTimes(clip)) return "t = " + t.ToString(CultureInfo.InvariantCulture);
            var time = FormattableString.Invariant($"{clip.Timestamps[t]:0.00} s");
            return clip.Indices.Length == clip.Frames ? FormattableString.Invariant($"{time} · frame {clip.Indices[t]}") : time;
        }),
    ];

    private static bool HasTimes(VideoClip clip) => clip.Frames > 0 && clip.Timestamps.Length == clip.Frames && clip.Timestamps.All(double.IsFinite);
}
