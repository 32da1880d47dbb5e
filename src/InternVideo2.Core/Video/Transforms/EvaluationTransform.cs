using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Pre-processing for evaluation (stage 1, 10): OpenCV's bilinear resize of the short side (8 bit, not antialiased), then the centre, or one of
/// several parts along the longer side; normalisation. Draws nothing.
/// </summary>
public sealed record EvaluationTransform : ClipTransform
{
    /// <summary>Short side after the resize, in pixels; ≥ <see cref="ClipTransform.Size"/>. Default 224.</summary>
    public int ShortSide { get; init; } = 224;

    /// <summary>Which spatial view (0 … <see cref="Crops"/> − 1), or null for the centre (validation). Default null.</summary>
    public int? Crop { get; init; }

    /// <summary>Number of spatial views, ≥ 1. Used with <see cref="Crop"/> only; then <see cref="ShortSide"/> must equal the size.</summary>
    public int Crops { get; init; } = 3;

    /// <summary>Throws when members contradict each other.</summary>
    public void Validate()
    {
        if (Size < 1 || ShortSide < Size)
        {
            throw new ArgumentOutOfRangeException(nameof(ShortSide), ShortSide, $"{nameof(ShortSide)} is {ShortSide}; allowed: at least {nameof(Size)} = {Size} ≥ 1.");
        }

        if (Crop is { } crop && (Crops < 1 || crop < 0 || crop >= Crops))
        {
            throw new ArgumentOutOfRangeException(nameof(Crop), crop, $"{nameof(Crop)} is {crop}; allowed: 0 … {nameof(Crops)} − 1 = {Crops - 1}, or null.");
        }

        if (Crop is not null && ShortSide != Size)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ShortSide), ShortSide, $"{nameof(ShortSide)} is {ShortSide}; with {nameof(Crop)} it must equal {nameof(Size)} = {Size}.");
        }
    }

    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target) => Apply(clip, target);

    /// <summary>Transforms a clip. Nothing is drawn.</summary>
    /// <param name="clip">RGB frames.</param>
    /// <param name="target">3 × T × S × S floats, overwritten.</param>
    public void Apply(VideoClip clip, Span<float> target)
    {
        Validate();
        CheckTarget(clip, target);
        (int width, int height) = ResizedSize(clip.Width, clip.Height);
        (int left, int top) = Place(width, height);
        float[] table = Statistics.Table();
        byte[] resized = new byte[width * height * 3];
        byte[] part = new byte[Size * Size * 3];
        for (int t = 0; t < clip.Frames; t++)
        {
            OpenCvBilinear.Resize(clip.Frame(t), clip.Width, clip.Height, resized, width, height);
            for (int y = 0; y < Size; y++)
            {
                resized.AsSpan((((top + y) * width) + left) * 3, Size * 3).CopyTo(part.AsSpan(y * Size * 3));
            }

            ChannelsFirst.Write(part, Size, flip: false, table, target, t, clip.Frames);
        }
    }

    /// <summary>Size after the resize; the long side is cut to whole pixels.</summary>
    internal (int Width, int Height) ResizedSize(int width, int height) => width < height
        ? (ShortSide, (int)((long)ShortSide * height / width))
        : ((int)((long)ShortSide * width / height), ShortSide);

    /// <summary>Upper left corner of the part of a resized picture.</summary>
    internal (int Left, int Top) Place(int width, int height)
    {
        if (Crop is not { } crop)
        {
            return (Centre(width), Centre(height));
        }

        int room = Math.Max(width, height) - Size;
        int start = Crops == 1 ? room / 2 : (int)(crop * (room / (double)(Crops - 1)));
        return width >= height ? (start, 0) : (0, start);
    }

    private int Centre(int side) => (int)Math.Round((side - Size) / 2.0, MidpointRounding.ToEven);
}
