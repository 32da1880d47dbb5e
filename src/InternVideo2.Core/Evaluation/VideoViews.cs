using InternVideo2.Data;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Views of video files and folders of pictures (stage 1, 10): decoded once, every segment cut into crops along the longer side.</summary>
public sealed record VideoViews : IClipViews
{
    /// <summary>Frames of a view.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Side of a view in pixels.</summary>
    public int Size { get; init; } = 224;

    /// <inheritdoc/>
    public int Segments { get; init; } = 4;

    /// <inheritdoc/>
    public int Crops { get; init; } = 3;

    /// <summary>Which frames.</summary>
    public FrameSampling Sampling { get; init; } = FrameSampling.Segments;

    /// <summary>Limits of the decoder.</summary>
    public VideoReaderOptions Reader { get; init; } = VideoReaderOptions.Default;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(Frames >= 1, nameof(Frames), Frames);
        Check(Size >= 1, nameof(Size), Size);
        Check(Segments >= 1, nameof(Segments), Segments);
        Check(Crops >= 1, nameof(Crops), Crops);
    }

    /// <inheritdoc/>
    public Tensor Load(ClipEntry clip, CancellationToken cancellation)
    {
        Validate();
        try
        {
            return Views(clip.Decode(Indices, Reader, cancellation));
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    /// <summary>The views of a clip that is decoded already, all its frames being there to choose from. As <see cref="Load"/>; owned by the caller.</summary>
    public Tensor Of(VideoClip clip)
    {
        Validate();
        return Views(ClipFrames.Pick(clip, Indices(clip.Frames)));
    }

    private Tensor Views(VideoClip all)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack(Enumerable.Range(0, Segments).SelectMany(segment => CropsOf(all, segment))));
    }

    private int[] Indices(int available)
    {
        var none = new SeededRandom(0);
        return [.. Enumerable.Range(0, Segments).SelectMany(segment => Sampling.ForView(Frames, segment, Segments).Sample(available, none.Next))];
    }

    private IEnumerable<Tensor> CropsOf(VideoClip all, int segment)
    {
        var part = ClipFrames.Pick(all, [.. Enumerable.Range(segment * Frames, Frames)]);
        // One crop is the middle of the longer side, too.
        return Enumerable.Range(0, Crops).Select(crop => new EvaluationTransform { Size = Size, ShortSide = Size, Crop = crop, Crops = Crops }.Apply(part, new SeededRandom(0)));
    }

    private static void Check(bool allowed, string member, int value) => OptionRange.Check(allowed, nameof(VideoViews), member, value, "1 or more");
}
