using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Video;

namespace InternVideo2.Features;

/// <summary>What the features of a clip are: which frames are looked at, which block is asked, and how its tokens become the result.</summary>
public sealed record EmbedOptions
{
    /// <summary>The block whose output is used, from 0; null: the last one.</summary>
    public int? Layer { get; init; }

    /// <summary>How its tokens become the result. Attention pooling was trained on the last block's.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Attention;

    /// <summary>Which frames. By default from all over the clip.</summary>
    public FrameSampling Sampling { get; init; } = FrameSampling.Segments;

    /// <summary>Temporal views of each clip; the features of all views are averaged (stage 1, 10). 1 or more.</summary>
    public int Segments { get; init; } = 1;

    /// <summary>Parts of the picture along its longer side, averaged like the temporal views; 1: the middle. 1 or more.</summary>
    public int Crops { get; init; } = 1;

    /// <summary>Whether the features, after the average over views, are brought to unit length.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.None;

    /// <summary>Throws when a member is out of its range, or does not fit the encoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate(VideoEncoderOptions encoder)
    {
        var last = encoder.Depth - 1;
        Check(Layer is null || (Layer >= 0 && Layer <= last), nameof(Layer), Layer, $"0 … {last}, or null for the last block");
        Check(Pooling != FeaturePooling.Attention || (Layer ?? last) == last, nameof(Layer), Layer,
            $"the last block ({last}) with {nameof(FeaturePooling)}.{FeaturePooling.Attention}, which was trained on its output; other poolings see earlier blocks, too");
        Check(Segments >= 1, nameof(Segments), Segments, "1 or more");
        Check(Crops >= 1, nameof(Crops), Crops, "1 or more");
        Check(Pooling != FeaturePooling.Tokens || Segments * Crops == 1, nameof(Segments), Segments,
            $"1, with 1 crop, for {nameof(FeaturePooling)}.{FeaturePooling.Tokens}: tokens of different places cannot be averaged");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(EmbedOptions), member, value ?? "null", range);
}
