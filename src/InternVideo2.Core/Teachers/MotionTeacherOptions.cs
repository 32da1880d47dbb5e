using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Teachers;

/// <summary>The motion teacher (VideoMAEv2, stage 1, 2.2). The defaults are the official VideoMAEv2-g.</summary>
public sealed record MotionTeacherOptions
{
    /// <summary>Pixels along each side of a frame. A multiple of <see cref="PatchSize"/>.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Pixels along each side of a patch. 1 or more.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Frames of a clip. A multiple of <see cref="TubeletSize"/>.</summary>
    public int Frames { get; init; } = 16;

    /// <summary>Frames that make one patch. 1 or more.</summary>
    public int TubeletSize { get; init; } = 2;

    /// <summary>C. A multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 1408;

    /// <summary>Number of blocks. 1 or more.</summary>
    public int Depth { get; init; } = 40;

    /// <summary>Attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 16;

    /// <summary>Hidden width of the MLPs divided by <see cref="Width"/>. Above 0.</summary>
    public double MlpRatio { get; init; } = 48.0 / 11;

    /// <summary>Whether queries and values have a bias.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>First value of LayerScale's γ; 0: no LayerScale, as in the official model.</summary>
    public double LayerScaleInit { get; init; }

    /// <summary>ε of the LayerNorms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Standard is what the weights were trained with; the other form reproduces the released distillation code.</summary>
    public AttentionForm Attention { get; init; } = AttentionForm.Standard;

    /// <summary>
    /// The grid the weights were trained at, when it is not this one: the positions are computed there and resized. Null: computed for this grid,
    /// which is the same thing when the grids are.
    /// </summary>
    public TokenGrid? TrainedGrid { get; init; }

    /// <summary>The layers returned. The last layer's output passes the final norm first.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.Last(4);

    /// <summary>Whether features have unit length.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.L2;

    /// <summary>Where the weights come from; null: they are what the initialiser makes.</summary>
    public TeacherWeights? Weights { get; init; }

    /// <summary>The patch tokens of a clip.</summary>
    public TokenGrid Grid => new(Frames / TubeletSize, ImageSize / PatchSize);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(PatchSize >= 1, nameof(PatchSize), PatchSize, "1 or more");
        Check(ImageSize >= PatchSize && ImageSize % PatchSize == 0, nameof(ImageSize), ImageSize, $"a multiple of {nameof(PatchSize)} = {PatchSize}");
        Check(TubeletSize >= 1, nameof(TubeletSize), TubeletSize, "1 or more");
        Check(Frames >= TubeletSize && Frames % TubeletSize == 0, nameof(Frames), Frames, $"a multiple of {nameof(TubeletSize)} = {TubeletSize}");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check((int)(Width * MlpRatio) >= 1, nameof(MlpRatio), MlpRatio, $"at least 1/{nameof(Width)}");
        Check(LayerScaleInit >= 0 && double.IsFinite(LayerScaleInit), nameof(LayerScaleInit), LayerScaleInit, "0 (none) or more");
        Check(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "above 0");
        Layers.For(Depth);
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(MotionTeacherOptions), member, value, range);
}
