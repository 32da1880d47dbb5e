using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Stage1;

/// <summary>
/// What is learned from whom: L = α₁·(r_mid·L_mid + r_fin·L_fin) + α₂·L_motion (stage 1, 4). The defaults are the official pre-training's.
/// </summary>
public sealed record DistillationOptions
{
    /// <summary>α₁: weight of the spatial teacher. 0: it only guides the masks.</summary>
    public double Alpha1 { get; init; } = 1;

    /// <summary>r_mid: share of its middle features. 0 or more.</summary>
    public double MiddleRatio { get; init; } = 1;

    /// <summary>r_fin: share of its final features. 0 or more; 0 leaves the term out.</summary>
    public double FinalRatio { get; init; } = 1;

    /// <summary>α₂: weight of the motion teacher. 0: it is not asked.</summary>
    public double Alpha2 { get; init; } = 1;

    public MaskKind Mask { get; init; } = MaskKind.Attention;

    /// <summary>Share of the patch tokens hidden from the student. In [0, 1).</summary>
    public double MaskRatio { get; init; } = 0.8;

    /// <summary>Student layers that meet the spatial teacher's middle layers, as many as those.</summary>
    public LayerSelection SpatialLayers { get; init; } = LayerSelection.Last(6);

    /// <summary>Student layers that meet the motion teacher's layers, as many as those.</summary>
    public LayerSelection MotionLayers { get; init; } = LayerSelection.Last(4);

    /// <summary>Decoders towards the spatial teacher, the final one included.</summary>
    public DecoderKind SpatialDecoder { get; init; } = DecoderKind.Linear;

    /// <summary>Whether decoded features have unit length. None is for experiments only: the loss assumes unit vectors.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.L2;

    /// <summary>α₁·r_mid.</summary>
    public double MiddleWeight => Alpha1 * MiddleRatio;

    /// <summary>α₁·r_fin.</summary>
    public double FinalWeight => Alpha1 * FinalRatio;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        CheckWeight(Alpha1, nameof(Alpha1));
        CheckWeight(MiddleRatio, nameof(MiddleRatio));
        CheckWeight(FinalRatio, nameof(FinalRatio));
        CheckWeight(Alpha2, nameof(Alpha2));
        Check(Enum.IsDefined(Mask), nameof(Mask), Mask, string.Join(", ", Enum.GetNames<MaskKind>()));
        Check(MaskRatio is >= 0 and < 1, nameof(MaskRatio), MaskRatio, "[0, 1)");
        Check(MiddleWeight + FinalWeight + Alpha2 > 0, nameof(Alpha1), Alpha1, "such that some term has a weight above 0");
    }

    private static void CheckWeight(double value, string member) => Check(value >= 0 && double.IsFinite(value), member, value, "0 or more");

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(DistillationOptions), member, value, range);
}
