using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>A clip that moves: an animated PNG, the one moving picture that every notebook viewer shows, at least as its first frame.</summary>
public sealed class MovingClip : View
{
    private readonly double _secondsPerFrame;

    /// <param name="clip">T × H × W × 3 bytes, T ≥ 1. Not copied.</param>
    /// <param name="secondsPerFrame">Null: the mean distance of the timestamps, or 0.2 s where they are not known.</param>
    /// <param name="width">Widest picture in pixels; larger frames are averaged down, since each byte goes into the notebook.</param>
    public MovingClip(VideoClip clip, double? secondsPerFrame = null, int width = 192)
    {
        Clip = clip;
        Width = Math.Min(width, clip.Width);
        Height = Math.Max(1, (int)Math.Round((double)clip.Height * Width / clip.Width));
        var span = clip.Timestamps.Length > 1 ? clip.Timestamps[^1] - clip.Timestamps[0] : double.NaN;
        _secondsPerFrame = secondsPerFrame ?? (span > 0 ? Math.Min(span / (clip.Timestamps.Length - 1), 5) : 0.2);
    }

    public VideoClip Clip { get; }

    /// <summary>Pixels of the picture.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>The animated PNG.</summary>
    public byte[] ToPng()
    {
        var frames = new byte[Clip.Frames * Width * Height * 3];
        for (var t = 0; t < Clip.Frames; t++)
        {
            var (rgb, _, _) = PictureScaling.Fit(Clip.Frame(t), Clip.Width, Clip.Height, Width);
            rgb.CopyTo(frames, t * Width * Height * 3);
        }
        return Png.EncodeAnimation(frames, Width, Height, Clip.Frames, _secondsPerFrame);
    }

    public void SavePng(string path) => File.WriteAllBytes(path, ToPng());

    public override IReadOnlyDictionary<string, string> ToMimeBundle() =>
        new Dictionary<string, string> { [MimeTypes.Text] = ToString(), [MimeTypes.Png] = Convert.ToBase64String(ToPng()) };

    public override IReadOnlyDictionary<string, string> ToMimeMetadata() => MimeTypes.PngSize(Width, Height);

    public override string ToString() => $"{FrameCaptions.Title(Clip, null)}, moving: {FrameCaptions.Facts(Clip)}";
}
