using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Pre-processing of chat models for evaluation (stage 3, 12): Pillow's bicubic resize of the short side (8 bit, antialiased), the middle square,
/// normalisation. Draws nothing.
/// </summary>
public sealed record CentreTransform : ClipTransform
{
    /// <inheritdoc/>
    public override void Apply(VideoClip clip, SeededRandom random, Span<float> target)
    {
        CheckTarget(clip, target);
        var shape = new EvaluationTransform { Size = Size, ShortSide = Size };
        var (width, height) = shape.ResizedSize(clip.Width, clip.Height);
        var (left, top) = shape.Place(width, height);
        var horizontal = new PillowResize.Weights(clip.Width, width, bicubic: true);
        var vertical = new PillowResize.Weights(clip.Height, height, bicubic: true);
        var table = Statistics.Table();
        var resized = new byte[width * height * 3];
        var middle = new byte[Size * Size * 3];
        for (var t = 0; t < clip.Frames; t++)
        {
            PillowResize.Resize(clip.Frame(t), clip.Width * 3, clip.Width, clip.Height, resized, horizontal, vertical);
            for (var y = 0; y < Size; y++)
            {
                resized.AsSpan((((top + y) * width) + left) * 3, Size * 3).CopyTo(middle.AsSpan(y * Size * 3));
            }

            ChannelsFirst.Write(middle, Size, flip: false, table, target, t, clip.Frames);
        }
    }
}
