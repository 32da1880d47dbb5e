using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Stage1;

/// <summary>An encoder with the decoders that distillation needs (stage 1, 1.8).</summary>
public sealed record DistillationStudentOptions
{
    public required VideoEncoderOptions Encoder { get; init; }

    /// <summary>Layers decoded towards the spatial teacher.</summary>
    public LayerSelection SpatialLayers { get; init; } = LayerSelection.Last(6);

    /// <summary>Channels of the spatial teacher's middle features. 1 or more.</summary>
    public int SpatialWidth { get; init; } = 3200;

    /// <summary>Size of its final features; 0: the pooled vector is returned as it is, without a decoder.</summary>
    public int FinalWidth { get; init; } = 768;

    public DecoderKind SpatialDecoder { get; init; } = DecoderKind.Linear;

    /// <summary>Layers decoded towards the motion teacher.</summary>
    public LayerSelection MotionLayers { get; init; } = LayerSelection.Last(4);

    /// <summary>Channels of the motion teacher's features; 0: the student has nothing to do with a motion teacher.</summary>
    public int MotionWidth { get; init; } = 1408;

    /// <summary>Whether decoded features have unit length.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.L2;

    /// <summary>The decoders towards the spatial teacher.</summary>
    public TeacherHeadsOptions Spatial => new()
    {
        Layers = SpatialLayers,
        Width = SpatialWidth,
        FinalWidth = FinalWidth,
        Decoder = SpatialDecoder,
        Norm = Norm,
    };

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        OptionRange.Check(Encoder.PooledWidth > 0, nameof(DistillationStudentOptions), nameof(Encoder) + "." + nameof(Encoder.PooledWidth), Encoder.PooledWidth, "1 or more");
        Check(SpatialWidth >= 1, nameof(SpatialWidth), SpatialWidth, "1 or more");
        Check(FinalWidth >= 0, nameof(FinalWidth), FinalWidth, "0 (no decoder) or more");
        Check(MotionWidth >= 0, nameof(MotionWidth), MotionWidth, "0 (no motion teacher) or more");
        SpatialLayers.For(Encoder.Depth);
        if (MotionWidth > 0) MotionLayers.For(Encoder.Depth);
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(DistillationStudentOptions), member, value, range);
}
