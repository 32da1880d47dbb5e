using System.Globalization;
using InternVideo2.Data;
using InternVideo2.Training;
using InternVideo2.Video;
using TorchSharp;

namespace InternVideo2.Notebook;

/// <summary>Tables of the values that people leave at the end of a cell.</summary>
internal static class ValueTables
{
    /// <summary>What a container says about itself.</summary>
    public static Table Of(VideoInfo info)
    {
        var video = info.Video;
        List<(string, string)> facts =
        [
            ("container", info.Container),
            ("duration", info.Duration is { } seconds ? Text($"{seconds:0.###} s") : "not stated"),
            ("video", Text($"{video.Codec}, {video.Width} × {video.Height}, {video.PixelFormat ?? "pixel format unknown"}")),
            ("frame rate", Text($"{video.AverageFrameRate} on average, time base {video.TimeBase} s")),
            ("rotation", Text($"{video.Rotation}°")),
            ("frames stated", video.DeclaredFrames is { } frames ? Text($"{frames}") : "not stated"),
            ("audio", info.Audio is { } audio ? Text($"{audio.Codec}, {audio.SampleRate} Hz, {audio.Channels} channels") : "none"),
        ];
        return new(["fact", "value"], facts.Select(f => new object?[] { f.Item1, f.Item2 }), Path.GetFileName(info.Path));
    }

    /// <summary>Raw terms, then the weighted total.</summary>
    public static Table Of(Losses losses)
    {
        var rows = losses.Terms.Select(t => (t.Name, t.Value.ToDouble())).Append(("weighted total", losses.Total.ToDouble()));
        return new(["loss", "value"], rows.Select(r => new object?[] { r.Item1, r.Item2 }));
    }

    /// <summary>The clips of a list.</summary>
    public static Table Of(ClipManifest manifest) => Table.Of(
        manifest.Clips,
        ("id", c => c.Id),
        ("file", c => Path.GetFileName(c.Path)),
        ("cut", c => c.Start is null && c.End is null ? "whole file" : Text($"{c.Start ?? 0:0.##} – {(c.End is { } end ? Text($"{end:0.##} s") : "end")}")),
        ("caption", c => c.Caption));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
