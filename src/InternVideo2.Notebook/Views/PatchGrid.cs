using System.Globalization;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>One frame cut into patches, each with the index of its token in the sequence.</summary>
public sealed class PatchGrid : PictureView
{
    private readonly string? _title;

    /// <param name="clip">Frames as the model gets them. Not copied.</param>
    /// <param name="frame">Which of them, 0 … T − 1.</param>
    /// <param name="grid">G, patches along each side.</param>
    /// <param name="hasClassToken">Whether index 0 is the class token, so that patches count from 1.</param>
    /// <param name="title">Null: the file name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame, or no patch.</exception>
    public PatchGrid(VideoClip clip, int frame, int grid, bool hasClassToken = true, string? title = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, clip.Frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(grid, 1);
        (Clip, Frame, Grid, FirstToken, _title) = (clip, frame, grid, (hasClassToken ? 1 : 0) + (frame * grid * grid), title);
    }

    public VideoClip Clip { get; }

    public int Frame { get; }

    public int Grid { get; }

    /// <summary>Index of the token of the top left patch.</summary>
    public int FirstToken { get; }

    /// <summary>CSS pixels of the frame.</summary>
    public double FrameWidth { get; init; } = 448;

    public override string ToString() => $"{FrameCaptions.Title(Clip, _title)}: {Facts()}";

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = new([.. Clip.Frame(Frame)], 1, Clip.Height, Clip.Width, [], [], Clip.Source),
        Title = FrameCaptions.Title(Clip, _title),
        Subtitle = Facts(),
        Captions = [""],
        FrameWidth = FrameWidth,
        PixelRatio = PixelRatio,
        Over = (canvas, _, width, height) =>
        {
            PatchLines.Draw(canvas, Grid, width, height, "#ffffffb0");
            var size = Math.Clamp(width / Grid / 2.9, 5, 13);
            for (var i = 0; i < Grid * Grid; i++)
            {
                var (x, y) = (width * ((i % Grid) + 0.5) / Grid, height * ((i / Grid) + 0.5) / Grid);
                canvas.Text(x, y + (size * 0.36), (FirstToken + i).ToString(CultureInfo.InvariantCulture), size, "#ffffff", Anchor.Middle, halo: true);
            }
        },
    }.Draw();

    private string Facts() => FormattableString.Invariant(
        $"frame t = {Frame} · {Grid} × {Grid} patches of {(double)Clip.Height / Grid:0.#} × {(double)Clip.Width / Grid:0.#} pixels · tokens {FirstToken}–{FirstToken + (Grid * Grid) - 1}");
}
