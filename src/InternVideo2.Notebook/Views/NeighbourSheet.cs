using InternVideo2.Features;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>What features find alike: a row for each clip asked about, with a frame around it, and then the clips nearest to it.</summary>
public sealed class NeighbourSheet : PictureView
{
    private const int PictureWidth = 112;

    private readonly string _title;
    private readonly IReadOnlyList<Row> _rows;
    private readonly VideoClip _pictures;

    private NeighbourSheet(string title, IReadOnlyList<Row> rows, VideoClip pictures) => (_title, _rows, _pictures) = (title, rows, pictures);

    /// <inheritdoc/>
    protected override double PixelRatio => 1; // many photographs: the notebook file stays small

    /// <summary>Finds the neighbours and takes the middle frame of each clip shown, cut to a square.</summary>
    /// <param name="features">Features of all clips.</param>
    /// <param name="clips">Rows of <paramref name="features"/> that are asked about; one or more.</param>
    /// <param name="picture">Frames of a clip, by its row; asked once for each clip that is shown.</param>
    /// <param name="title">Over the pictures.</param>
    /// <param name="count">Neighbours of each, 1 … 9.</param>
    /// <param name="caption">What stands below a clip, by its row; null: its id.</param>
    public static NeighbourSheet Of(
        FeatureSet features, IEnumerable<int> clips, Func<int, VideoClip> picture, string title, int count = 5, Func<int, string>? caption = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 9);
        caption ??= index => features.Ids[index];
        var rows = clips.Select(clip => new Row(clip, caption(clip), [.. features.Nearest(clip, count).Select(n => (n, caption(n.Index)))])).ToList();
        if (rows.Count == 0) throw new ArgumentException("At least one clip must be asked about.", nameof(clips));
        var thumbnails = new Thumbnails(picture, PictureWidth);
        byte[] pixels = [.. rows.SelectMany(row => row.Nearest.Select(n => n.Neighbour.Index).Prepend(row.Clip)).SelectMany(index => thumbnails.Rgb(index)!)];
        return new(title, rows, new VideoClip(pixels, pixels.Length / (PictureWidth * PictureWidth * 3), PictureWidth, PictureWidth, [], [], ""));
    }

    public override string ToString() => string.Join(Environment.NewLine, _rows
        .Select(row => $"{row.Caption}: {string.Join(", ", row.Nearest.Select(n => FormattableString.Invariant($"{n.Caption} ({n.Neighbour.Cosine:0.00})")))}").Prepend(_title));

    private protected override SvgCanvas Draw()
    {
        var columns = _rows[0].Nearest.Count + 1;
        return new FrameSheet
        {
            Clip = _pictures,
            Title = _title,
            Subtitle = "framed: the clip asked about; then the nearest ones, with the cosine of the angle between the features",
            Captions = [.. _rows.SelectMany(row => row.Nearest.Select(n => FormattableString.Invariant($"{n.Neighbour.Cosine:0.00} {n.Caption}")).Prepend(row.Caption))],
            Columns = columns,
            FrameWidth = PictureWidth / PixelRatio,
            PixelRatio = PixelRatio,
            Over = (canvas, picture, width, height) =>
            {
                for (var inset = 0.5; picture % columns == 0 && inset < 3; inset++)
                    canvas.Rect(inset, inset, width - (2 * inset), height - (2 * inset), "none", Palette.Vermilion);
            },
        }.Draw();
    }

    private sealed record Row(int Clip, string Caption, IReadOnlyList<(Neighbour Neighbour, string Caption)> Nearest);
}
