using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>A conversation about a clip: frames of it, and below them questions (right) and answers (left), marked where it is known whether they are right.</summary>
/// <param name="clip">What is talked about. Not copied.</param>
/// <param name="turns">From the first to the last.</param>
/// <param name="title">Null: the file name.</param>
public sealed class ConversationView(VideoClip clip, IReadOnlyList<ConversationTurn> turns, string? title = null) : PictureView
{
    public VideoClip Clip { get; } = clip;

    public IReadOnlyList<ConversationTurn> Turns { get; } = turns;

    public string Title { get; } = FrameCaptions.Title(clip, title);

    /// <inheritdoc/>
    protected override double PixelRatio => FrameSheet.PixelRatioFor(Clip);

    public override string ToString() => string.Join('\n', Turns.Select(turn => turn.ToString()).Prepend($"{Title}: {FrameCaptions.Facts(Clip)}"));

    private protected override SvgCanvas Draw() => new ConversationPage(Clip, Turns, Title, PixelRatio).Draw();
}
