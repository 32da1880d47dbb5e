using InternVideo2.Evaluation;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>What a model finds: for each query the best items in order, the right one marked, and shown with its place where it came too late.</summary>
public sealed class RetrievalSheet : PictureView
{
    private readonly string _title;
    private readonly string _subtitle;
    private readonly IReadOnlyList<RetrievalRow> _rows;
    private readonly Thumbnails _thumbnails;

    private RetrievalSheet(RetrievalReport report, string title, IReadOnlyList<RetrievalRow> rows, Func<int, VideoClip?>? picture)
    {
        (_title, _subtitle, _rows) = (title, report.Protocol.ToString(), rows);
        _thumbnails = new Thumbnails(picture ?? MediaPictures.Of(report.Set), RetrievalPage.Side);
    }

    /// <inheritdoc/>
    protected override double PixelRatio => 1; // many photographs: the notebook file stays small

    /// <summary>The media found for some texts.</summary>
    /// <param name="report">Of a test without prompts.</param>
    /// <param name="texts">Numbers of the texts.</param>
    /// <param name="kind">Which scores.</param>
    /// <param name="count">Media shown for each, 1 … 4.</param>
    /// <param name="picture">Frames of a medium by its number; null: what the model gets.</param>
    /// <param name="title">Over the rows; null: says what is shown.</param>
    public static RetrievalSheet Clips(
        RetrievalReport report, IEnumerable<int> texts, ScoreKind kind = ScoreKind.Contrast, int count = 4, Func<int, VideoClip?>? picture = null, string? title = null) =>
        Of(report, RetrievalDirection.TextToMedia, texts, kind, count, picture, title);

    /// <summary>The texts found for some media.</summary>
    /// <inheritdoc cref="Clips"/>
    /// <param name="report">Of a test without prompts.</param>
    /// <param name="media">Numbers of the media.</param>
    /// <param name="kind">Which scores.</param>
    /// <param name="count">Texts shown for each, 1 … 8.</param>
    /// <param name="picture">Frames of a medium by its number; null: what the model gets.</param>
    /// <param name="title">Over the rows; null: says what is shown.</param>
    public static RetrievalSheet Texts(
        RetrievalReport report, IEnumerable<int> media, ScoreKind kind = ScoreKind.Contrast, int count = 5, Func<int, VideoClip?>? picture = null, string? title = null) =>
        Of(report, RetrievalDirection.MediaToText, media, kind, count, picture, title);

    /// <summary>The queries whose right item came latest.</summary>
    /// <param name="report">Of a test without prompts.</param>
    /// <param name="direction">Who asks whom.</param>
    /// <param name="kind">Which scores.</param>
    /// <param name="queries">So many at most, 1 or more; none is shown that found the right item first.</param>
    /// <param name="picture">Frames of a medium by its number; null: what the model gets.</param>
    public static RetrievalSheet Failures(
        RetrievalReport report, RetrievalDirection direction, ScoreKind kind = ScoreKind.Contrast, int queries = 6, Func<int, VideoClip?>? picture = null)
    {
        var ranks = report[kind][direction].Ranks;
        int[] failed = [.. ranks.Index().Where(query => query.Item > 0).OrderByDescending(query => query.Item).Select(query => query.Index)];
        var (asking, wanted) = direction == RetrievalDirection.TextToMedia ? ("texts", "medium") : ("media", "text");
        var title = failed.Length == 0
            ? $"All {ranks.Count} {asking} find their {wanted} first"
            : $"{failed.Length} of {ranks.Count} {asking} do not find their {wanted} first; {(failed.Length > queries ? FormattableString.Invariant($"the worst {queries}") : "all of them")}";
        return Of(report, direction, failed.Take(queries), kind, direction == RetrievalDirection.TextToMedia ? 3 : 4, picture, title);
    }

    public override string ToString() => string.Join('\n', _rows.Select(row => row.ToString()).Prepend(_subtitle).Prepend(_title));

    private protected override SvgCanvas Draw() => RetrievalPage.Draw(_title, _subtitle, _rows, _thumbnails);

    private static RetrievalSheet Of(
        RetrievalReport report, RetrievalDirection direction, IEnumerable<int> queries, ScoreKind kind, int count, Func<int, VideoClip?>? picture, string? title)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, direction == RetrievalDirection.TextToMedia ? 4 : 8);
        if (report.Set.PromptsPerText != 1) throw new ArgumentException("The test was one of classes with prompts; there is no text to show for each.", nameof(report));
        var rows = new RetrievalRows(report, direction, kind, count);
        return new(report, title ?? (direction == RetrievalDirection.TextToMedia ? "What is found for a text" : "What is found for a medium"), [.. queries.Select(rows.Row)], picture);
    }
}
