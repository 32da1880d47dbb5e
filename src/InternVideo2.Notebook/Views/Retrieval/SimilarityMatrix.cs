using System.Globalization;
using InternVideo2.Evaluation;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Scores of media (rows, with a picture each) and texts (columns) as coloured cells; right ones are framed, the best of each row has a dot.</summary>
public sealed class SimilarityMatrix : PictureView
{
    private const int PictureSide = 56;
    private const double Padding = 14, TitleSize = 15, SubtitleSize = 11.5, LabelSize = 10.5, LabelRoom = 190, Slant = 40, BarWidth = 12;

    private readonly Thumbnails _thumbnails;
    private readonly float[] _known;

    /// <param name="title">One line in bold.</param>
    /// <param name="scores">Media × texts.</param>
    /// <param name="texts">One per column.</param>
    /// <param name="isRight">Whether medium (row) and text (column) belong together.</param>
    /// <param name="picture">Frames of the medium of a row; null, or giving null: nothing to see.</param>
    /// <param name="subtitle">One line in grey.</param>
    /// <exception cref="ArgumentException">Another number of texts.</exception>
    public SimilarityMatrix(
        string title, ScoreMatrix scores, IReadOnlyList<string> texts, Func<int, int, bool> isRight, Func<int, VideoClip?>? picture = null, string? subtitle = null)
    {
        if (texts.Count != scores.Columns) throw new ArgumentException($"There are {scores.Columns} columns of scores and {texts.Count} texts.", nameof(texts));
        (Title, Scores, Texts, IsRight, Subtitle) = (title, scores, texts, isRight, subtitle);
        _thumbnails = new Thumbnails(picture ?? (_ => null), PictureSide);
        _known = [.. Enumerable.Range(0, scores.Rows).SelectMany(row => scores.Row(row).ToArray()).Where(score => score != MatchedPairs.Elsewhere)];
    }

    /// <inheritdoc/>
    protected override double PixelRatio => 1; // photographs: the notebook file stays small

    public string Title { get; }

    public string? Subtitle { get; }

    /// <summary>Media × texts.</summary>
    public ScoreMatrix Scores { get; }

    /// <summary>One per column.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Whether medium (row) and text (column) belong together.</summary>
    public Func<int, int, bool> IsRight { get; }

    /// <summary>Some media of a test and their texts.</summary>
    /// <param name="report">Of a test without prompts.</param>
    /// <param name="media">Numbers of the media; null: the first ten.</param>
    /// <param name="kind">Which scores, of the direction media to texts.</param>
    /// <param name="picture">Frames of a medium by its number; null: what the model gets.</param>
    /// <param name="title">Null: says what is shown.</param>
    public static SimilarityMatrix Of(
        RetrievalReport report, IReadOnlyList<int>? media = null, ScoreKind kind = ScoreKind.Contrast, Func<int, VideoClip?>? picture = null, string? title = null)
    {
        media ??= [.. Enumerable.Range(0, Math.Min(10, report.Set.Clips.Count))];
        var truth = report.Set.Truth;
        int[] texts = [.. media.Select(medium => truth.TextsOf[medium][0]).Distinct()];
        var all = report.Scores.Matrix(kind, RetrievalDirection.MediaToText);
        var some = new ScoreMatrix(media.Count, texts.Length, [.. media.SelectMany(medium => texts.Select(text => all[medium, text]))]);
        var shown = picture ?? MediaPictures.Of(report.Set);
        return new(
            title ?? $"Media and texts: {kind switch { ScoreKind.Contrast => "cosines", ScoreKind.DualSoftmax => "dual softmax", _ => "logits of the matching head" }}",
            some, [.. texts.Select(text => report.Set.Texts[text])], (row, column) => truth.TextsOf[media[row]].Contains(texts[column]), row => shown(media[row]), report.Protocol.ToString());
    }

    /// <summary>The scores with two decimals, a star at right ones, and the texts by number.</summary>
    public override string ToString()
    {
        var rows = Enumerable.Range(0, Scores.Rows).Select(row => string.Concat(Enumerable.Range(0, Scores.Columns).Select(column => Cell(row, column).PadLeft(8))));
        var heads = string.Concat(Enumerable.Range(1, Scores.Columns).Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(7) + " "));
        var texts = Texts.Select((text, column) => string.Create(CultureInfo.InvariantCulture, $"{column + 1}: {text}"));
        string[] head = Subtitle is null ? [Title] : [Title, Subtitle];
        return string.Join('\n', [.. head, heads, .. rows, .. texts]);
    }

    private protected override SvgCanvas Draw()
    {
        var cell = Math.Clamp(Math.Floor(600.0 / Math.Max(Scores.Rows, Scores.Columns)), 14, PictureSide);
        var (left, top) = (Padding + cell + 6, Padding + TitleSize + SubtitleSize + 12 + (LabelRoom * Math.Sin(Slant * Math.PI / 180)));
        var width = left + (Scores.Columns * cell) + (LabelRoom * Math.Cos(Slant * Math.PI / 180)) + Padding;
        var canvas = new SvgCanvas(Math.Max(width, 420), top + (Scores.Rows * cell) + Padding);
        var room = canvas.Width - (2 * Padding);
        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(Title, TitleSize, room, bold: true), TitleSize, Palette.Ink, bold: true);
        if (Subtitle is not null) canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 4, SvgText.Fit(Subtitle, SubtitleSize, room), SubtitleSize, Palette.SoftInk);
        for (var column = 0; column < Scores.Columns; column++)
            canvas.Text(left + ((column + 0.6) * cell), top - 5, SvgText.Fit(Texts[column], LabelSize, LabelRoom), LabelSize, Palette.Ink, degrees: -Slant);
        for (var row = 0; row < Scores.Rows; row++)
        {
            if (_thumbnails.Png(row) is { } png) canvas.Image(Padding, top + (row * cell) + 1, cell - 2, cell - 2, png);
            else canvas.Text(left - 8, top + ((row + 0.65) * cell), (row + 1).ToString(CultureInfo.InvariantCulture), LabelSize, Palette.SoftInk, Anchor.End);
            DrawRow(canvas, row, left, top + (row * cell), cell);
        }
        DrawScale(canvas, left + (Scores.Columns * cell) + 16, top, Math.Max(60, Scores.Rows * cell));
        return canvas;
    }

    private void DrawRow(SvgCanvas canvas, int row, double left, double top, double cell)
    {
        var best = Ranking.First(Scores.Row(row), 1)[0].Item;
        for (var column = 0; column < Scores.Columns; column++)
        {
            var (x, score) = (left + (column * cell), Scores[row, column]);
            var colour = score == MatchedPairs.Elsewhere ? Rgb.Parse(Palette.Grid) : ColorScale.Viridis.At(Share(score));
            canvas.Rect(x, top, cell - 1, cell - 1, colour.ToString());
            var ink = colour.Luma > 130 ? Palette.Ink : Palette.Paper;
            if (cell >= 36) canvas.Text(x + (cell / 2), top + (cell / 2) + 3, Cell(row, column).TrimEnd('*'), LabelSize, ink, Anchor.Middle);
            if (column == best) canvas.Circle(x + (cell / 2), top + (cell >= 36 ? cell - 8 : cell / 2), 2.5, ink);
            for (var inset = 0.5; IsRight(row, column) && inset < 3; inset++) canvas.Rect(x + inset, top + inset, cell - 1 - (2 * inset), cell - 1 - (2 * inset), "none", Palette.Vermilion);
        }
    }

    private void DrawScale(SvgCanvas canvas, double x, double top, double height)
    {
        const int Steps = 32;
        for (var step = 0; step < Steps; step++)
            canvas.Rect(x, top + (step * height / Steps), BarWidth, (height / Steps) + 0.5, ColorScale.Viridis.At(1 - (step / (Steps - 1.0))).ToString());
        canvas.Text(x + BarWidth + 4, top + LabelSize, Number(_known.DefaultIfEmpty().Max()), LabelSize, Palette.SoftInk);
        canvas.Text(x + BarWidth + 4, top + height, Number(_known.DefaultIfEmpty().Min()), LabelSize, Palette.SoftInk);
        canvas.Text(x + BarWidth + 4, top + (height / 2), "framed: belong", LabelSize, Palette.Vermilion);
        canvas.Text(x + BarWidth + 4, top + (height / 2) + LabelSize + 3, "dot: best of row", LabelSize, Palette.SoftInk);
    }

    private double Share(float score)
    {
        var (low, high) = (_known.Min(), _known.Max());
        return high > low ? (score - low) / (high - low) : 0.5;
    }

    private string Cell(int row, int column) => (Scores[row, column] == MatchedPairs.Elsewhere ? "–" : Number(Scores[row, column])) + (IsRight(row, column) ? "*" : " ");

    private static string Number(float value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
