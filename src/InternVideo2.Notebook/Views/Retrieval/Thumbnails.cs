using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Square pictures of clips, by number: the middle frame, cut to a square. Each clip is asked for once.</summary>
/// <param name="picture">Frames of a clip; null for one that has nothing to see.</param>
/// <param name="side">Pixels.</param>
internal sealed class Thumbnails(Func<int, VideoClip?> picture, int side)
{
    private readonly Dictionary<int, byte[]?> _made = [];

    /// <summary>side·side·3 bytes; null if there is nothing to see.</summary>
    public byte[]? Rgb(int clip)
    {
        if (_made.TryGetValue(clip, out var known)) return known;
        return _made[clip] = picture(clip) is { } frames
            ? PictureScaling.Cover(frames.Frame(frames.Frames / 2), frames.Width, frames.Height, side, side)
            : null;
    }

    /// <summary>The same as a PNG.</summary>
    public byte[]? Png(int clip) => Rgb(clip) is { } rgb ? Notebook.Png.Encode(rgb, side, side) : null;
}
