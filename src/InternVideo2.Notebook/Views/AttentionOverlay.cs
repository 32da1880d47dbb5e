using InternVideo2.Encoders;
using InternVideo2.Notebook.Svg;
using InternVideo2.Video;

namespace InternVideo2.Notebook;

/// <summary>Where a model looks: a heat over the frames, one colour for each patch. Colours span each clip's own range, so they compare patches, not clips.</summary>
public sealed class AttentionOverlay : PictureView
{
    private readonly string? _title;
    private readonly double[] _weights;

    /// <param name="clip">Frames as the model gets them, T or a multiple of T (tubelets) of them. Not copied.</param>
    /// <param name="weights">T·G² weights ≥ 0 in token order.</param>
    /// <param name="title">Null: the file name.</param>
    /// <param name="times">T, temporal positions. Null: one for each frame.</param>
    /// <exception cref="ArgumentException">The number of weights fits no square grid on these frames.</exception>
    public AttentionOverlay(VideoClip clip, IReadOnlyList<double> weights, string? title = null, int? times = null)
    {
        (Clip, _title) = (clip, title);
        Grid = PatchPlaces.GridOf(weights.Count, clip, times);
        _weights = [.. weights.Skip(weights.Count - Grid.Count)];
    }

    public VideoClip Clip { get; }

    public TokenGrid Grid { get; }

    /// <summary>Frames in a row. Null: chosen from the number of frames.</summary>
    public int? Columns { get; init; }

    /// <inheritdoc/>
    protected override double PixelRatio => FrameSheet.PixelRatioFor(Clip);

    /// <summary>The clip under its heat: each pixel half its grey value, half the colour of its patch's weight.</summary>
    public VideoClip ToClip()
    {
        var (low, high) = (_weights.Min(), _weights.Max());
        var heat = Array.ConvertAll(_weights, w => ColorScale.Inferno.At(high > low ? (w - low) / (high - low) : 0));
        return Grid.Repaint(Clip, (token, color) => Rgb.Mix(Rgb.Grey(color.Luma), heat[token], 0.55));
    }

    public override string ToString() => $"{FrameCaptions.Title(Clip, _title)}: {Facts()}";

    private protected override SvgCanvas Draw() => new FrameSheet
    {
        Clip = ToClip(),
        Title = FrameCaptions.Title(Clip, _title),
        Subtitle = Facts(),
        Captions = FrameCaptions.Times(Clip),
        Columns = Columns,
        PixelRatio = PixelRatio,
    }.Draw();

    private string Facts() =>
        $"{Grid} patches · weights {Ticks.Label(_weights.Min())} (dark) to {Ticks.Label(_weights.Max())} (bright), mean {Ticks.Label(_weights.Average())}";
}
