using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Draws a <see cref="ConversationView"/>.</summary>
internal sealed class ConversationPage(VideoClip clip, IReadOnlyList<ConversationTurn> turns, string title, double pixelRatio)
{
    private const double Width = 640, Padding = 12, Gap = 6, TitleSize = 14, SubtitleSize = 11.5, TextSize = 13, RemarkSize = 10.5, LineHeight = 18;
    private const double BubblePadding = 9, WidestBubble = 0.72 * (Width - (2 * Padding)), TallestFrame = 112;
    private const int MostFrames = 8;
    private const string AnswerFill = "#eef1f4", Cursor = "▌";

    private readonly int[] _frames = Chosen(clip.Frames);

    public SvgCanvas Draw()
    {
        var (frameWidth, frameHeight) = FrameSize();
        var top = Padding + TitleSize + SubtitleSize + 14;
        var bubbles = turns.SelectMany(Bubbles).ToList();
        var canvas = new SvgCanvas(Width, top + frameHeight + Gap + bubbles.Sum(bubble => bubble.Height + Gap) + Padding);
        var room = Width - (2 * Padding);
        canvas.Text(Padding, Padding + TitleSize - 2, SvgText.Fit(title, TitleSize, room, bold: true), TitleSize, Palette.Ink, bold: true);
        canvas.Text(Padding, Padding + TitleSize + SubtitleSize + 3, SvgText.Fit(Facts(), SubtitleSize, room), SubtitleSize, Palette.SoftInk);
        foreach (var (place, frame) in _frames.Index())
        {
            var (rgb, wide, high) = PictureScaling.Fit(clip.Frame(frame), clip.Width, clip.Height, (int)Math.Round(frameWidth * pixelRatio));
            canvas.Image(Padding + (place * (frameWidth + Gap)), top, frameWidth, frameHeight, Png.Encode(rgb, wide, high));
        }

        var y = top + frameHeight + Gap;
        foreach (var bubble in bubbles)
        {
            bubble.Draw(canvas, y);
            y += bubble.Height + Gap;
        }
        return canvas;
    }

    private string Facts() => _frames.Length == clip.Frames ? FrameCaptions.Facts(clip) : $"{FrameCaptions.Facts(clip)} · {_frames.Length} of them shown";

    private (double Width, double Height) FrameSize()
    {
        var widest = (Width - (2 * Padding) - ((_frames.Length - 1) * Gap)) / _frames.Length;
        var height = Math.Min(TallestFrame, widest * clip.Height / clip.Width);
        return (height * clip.Width / clip.Height, height);
    }

    private static IEnumerable<Bubble> Bubbles(ConversationTurn turn)
    {
        yield return new Bubble(turn.Question, "", IsQuestion: true, null);
        yield return new Bubble(turn.IsOpen ? turn.Answer + Cursor : turn.Said, turn.Remark, IsQuestion: false, turn.IsOpen ? null : turn.IsRight);
    }

    /// <summary>The middles of equal stretches.</summary>
    private static int[] Chosen(int frames)
    {
        var shown = Math.Min(frames, MostFrames);
        return [.. Enumerable.Range(0, shown).Select(i => ((2 * i) + 1) * frames / (2 * shown))];
    }

    private sealed record Bubble(string Text, string Remark, bool IsQuestion, bool? IsRight)
    {
        private IReadOnlyList<string> Lines { get; } = SvgText.Wrap(Text, TextSize, WidestBubble - (2 * BubblePadding));

        private double Tall => (Lines.Count * LineHeight) + BubblePadding;

        public double Height => Tall + (Remark.Length > 0 ? RemarkSize + 5 : 0);

        public void Draw(SvgCanvas canvas, double y)
        {
            var width = Math.Max(28, Lines.Max(line => SvgText.Width(line, TextSize)) + (2 * BubblePadding));
            var x = IsQuestion ? Width - Padding - width : Padding;
            canvas.Rect(x, y, width, Tall, IsQuestion ? Palette.Blue : AnswerFill, radius: 9);
            foreach (var (place, line) in Lines.Index())
                canvas.Text(x + BubblePadding, y + (BubblePadding / 2) + (place * LineHeight) + TextSize, line, TextSize, IsQuestion ? Palette.Paper : Palette.Ink);
            var colour = IsRight switch { true => Palette.Green, false => Palette.Vermilion, null => Palette.SoftInk };
            if (IsRight is { } right) canvas.Text(x + width + 8, y + (Tall / 2) + 6, right ? "✓" : "✗", 16, colour, bold: true);
            if (Remark.Length > 0) canvas.Text(x + BubblePadding, y + Tall + RemarkSize + 1, SvgText.Fit(Remark, RemarkSize, Width - x - Padding - BubblePadding), RemarkSize, colour);
        }
    }
}
