using System.Globalization;
using InternVideo2.Language;
using InternVideo2.Notebook.Svg;
using InternVideo2.Text;

namespace InternVideo2.Notebook;

/// <summary>How sure a language model was of each token of an answer: a bar under each, and below it what else it thought of. Spaces are shown as dots.</summary>
/// <param name="tokens">One or more, in the order of the answer.</param>
/// <param name="title">Over the tokens.</param>
public sealed class TokenProbabilities(IReadOnlyList<LikelyToken> tokens, string title = "How sure the model was") : PictureView
{
    private const double Width = 880, Padding = 12, Gap = 10, TitleSize = 14, SubtitleSize = 11.5, TextSize = 13, SmallSize = 9.5, BarHeight = 6, NarrowestCell = 44;

    private readonly string _title = title;

    /// <summary>The tokens of an answer, as a conversation remembers them (<c>talk.Tokens</c>, with <c>GenerationOptions.Alternatives</c> above 0 for the others).</summary>
    /// <param name="tokens">One or more.</param>
    /// <param name="tokenizer">Of the model.</param>
    /// <param name="title">Over the tokens.</param>
    public static TokenProbabilities Of(IReadOnlyList<GeneratedToken> tokens, ILanguageTokenizer tokenizer, string title = "How sure the model was")
    {
        // By itself a token loses the space before it: what it adds behind another one is what it reads.
        var before = tokenizer.Decode([tokens[0].Id], skipSpecial: false);
        string Text(int id) => tokenizer.Decode([tokens[0].Id, id], skipSpecial: false) is var both && both.StartsWith(before, StringComparison.Ordinal) ? both[before.Length..] : tokenizer.Decode([id], skipSpecial: false);
        return new([.. tokens.Select(token => new LikelyToken(Text(token.Id), token.Probability) { Others = [.. token.Alternatives.Select(other => (Text(other.Id), other.Probability))] })], title);
    }

    public IReadOnlyList<LikelyToken> Tokens { get; } = tokens.Count > 0 ? tokens : throw new ArgumentException("There is no token to show.", nameof(tokens));

    /// <summary>How many other tokens are shown below each, 0 or more.</summary>
    public int Others { get; init; } = 2;

    public override string ToString()
    {
        var widest = Math.Clamp(Tokens.Max(token => LikelyToken.Visible(token.Text).Length), 12, 24);
        var lines = Tokens.Select(token =>
            $"  {LikelyToken.Visible(token.Text).PadRight(widest)} {Percent(token.Probability),5} {new string('█', (int)Math.Round(20 * token.Probability)),-20} {string.Join(", ", Rivals(token).Select(Describe))}".TrimEnd());
        return string.Join('\n', lines.Prepend($"{_title}: {Facts()}"));
    }

    private double RowHeight => TextSize + BarHeight + SmallSize + 10 + (Tokens.Max(token => Rivals(token).Count()) * (SmallSize + 2)) + Gap;

    private protected override SvgCanvas Draw()
    {
        var top = Padding + TitleSize + SubtitleSize + 16;
        var places = Places();
        var canvas = new SvgCanvas(Width, top + (places.Count == 0 ? 0 : (places[^1].Row + 1) * RowHeight) + Padding - Gap);
        var room = Width - (2 * Padding);
        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(_title, TitleSize, room, bold: true), TitleSize, Palette.Ink, bold: true);
        canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 3, SvgText.Fit(Facts(), SubtitleSize, room), SubtitleSize, Palette.SoftInk);
        foreach (var (token, place) in Tokens.Zip(places)) DrawToken(canvas, token, place.X, top + (place.Row * RowHeight), place.Width);
        return canvas;
    }

    private void DrawToken(SvgCanvas canvas, LikelyToken token, double x, double y, double width)
    {
        canvas.Text(x, y + TextSize, SvgText.Fit(LikelyToken.Visible(token.Text), TextSize, width), TextSize, Palette.Ink);
        var bar = y + TextSize + 5;
        canvas.Rect(x, bar, width, BarHeight, Palette.Grid);
        canvas.Rect(x, bar, width * Math.Clamp(token.Probability, 0, 1), BarHeight, token.Probability < 0.5 ? Palette.Vermilion : Palette.Blue);
        var line = bar + BarHeight + SmallSize + 2;
        canvas.Text(x, line, Percent(token.Probability), SmallSize, Palette.Ink);
        foreach (var (place, other) in Rivals(token).Index())
            canvas.Text(x, line + ((place + 1) * (SmallSize + 2)), SvgText.Fit(Describe(other), SmallSize, width), SmallSize, Palette.SoftInk);
    }

    /// <summary>Tokens from left to right, in as many rows as they need.</summary>
    private List<(double X, int Row, double Width)> Places()
    {
        var places = new List<(double X, int Row, double Width)>();
        var (x, row) = (Padding, 0);
        foreach (var token in Tokens)
        {
            var widest = Rivals(token).Select(other => SvgText.Width(Describe(other), SmallSize)).Append(SvgText.Width(LikelyToken.Visible(token.Text), TextSize)).Max();
            var width = Math.Clamp(widest + 2, NarrowestCell, Width - (2 * Padding));
            if (x + width > Width - Padding && x > Padding) (x, row) = (Padding, row + 1);
            places.Add((x, row, width));
            x += width + Gap;
        }
        return places;
    }

    private IEnumerable<(string Text, double Probability)> Rivals(LikelyToken token) => token.Others.Where(other => other.Text != token.Text).Take(Others);

    private string Facts()
    {
        var sure = Math.Exp(Tokens.Average(token => Math.Log(Math.Max(token.Probability, 1e-12))));
        var least = Tokens.MinBy(token => token.Probability)!;
        return $"{Tokens.Count} {(Tokens.Count == 1 ? "token" : "tokens")}, geometric mean {Percent(sure)}, least sure of '{LikelyToken.Visible(least.Text)}' ({Percent(least.Probability)})";
    }

    private static string Describe((string Text, double Probability) other) => $"{LikelyToken.Visible(other.Text)} {Percent(other.Probability)}";

    private static string Percent(double share) => share is > 0 and < 0.0005 ? "<0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
