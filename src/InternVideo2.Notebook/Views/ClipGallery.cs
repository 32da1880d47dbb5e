using InternVideo2.Data;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>One frame of each clip of a list, with its id below it: what a data set looks like.</summary>
public sealed class ClipGallery : PictureView
{
    private readonly VideoClip _frames;
    private readonly IReadOnlyList<string> _ids;
    private readonly string _title;

    private ClipGallery(VideoClip frames, IReadOnlyList<string> ids, string title) => (_frames, _ids, _title) = (frames, ids, title);

    /// <inheritdoc/>
    protected override double PixelRatio => 1; // many photographs: the notebook file stays small

    /// <summary>Decodes the middle frame of each clip, behind a progress bar, and cuts it to 4 : 3.</summary>
    /// <param name="clips">One or more.</param>
    /// <param name="title">Over the pictures.</param>
    /// <param name="width">Width of a picture in CSS pixels, 40–400.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    /// <exception cref="VideoException">A clip cannot be read.</exception>
    public static ClipGallery Of(IReadOnlyCollection<ClipEntry> clips, string title, int width = 132, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clips.Count, 1, nameof(clips));
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 40);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 400);
        var (pixelsWide, pixelsHigh) = (width, width * 3 / 4);
        var pixels = new List<byte>(clips.Count * pixelsWide * pixelsHigh * 3);
        foreach (var clip in ProgressBar.Over(clips, "Decoding"))
        {
            var frame = clip.Read(new IntervalSampler { Frames = 1 }, cancellation: cancellation);
            pixels.AddRange(PictureScaling.Cover(frame.Frame(0), frame.Width, frame.Height, pixelsWide, pixelsHigh));
        }
        return new(new([.. pixels], clips.Count, pixelsHigh, pixelsWide, [], [], ""), [.. clips.Select(c => c.Id)], title);
    }

    public override string ToString() => $"{_title}: {string.Join(", ", _ids)}";

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = _frames,
        Title = _title,
        Subtitle = FormattableString.Invariant($"{_frames.Frames} {(_frames.Frames == 1 ? "clip" : "clips")}, the middle frame of each"),
        Captions = _ids,
        Columns = Math.Min(6, _frames.Frames),
        FrameWidth = _frames.Width / PixelRatio,
        PixelRatio = PixelRatio,
    }.Draw();
}
