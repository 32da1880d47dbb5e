using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Teachers;

/// <summary>
/// A spatial teacher: its network and what it returns. The network is an image transformer applied to each frame, or a video transformer.
/// </summary>
public sealed record SpatialTeacherOptions
{
    /// <summary>
    /// The network. With <see cref="PositionKind.Image"/> positions it is an image transformer (InternVL, stage 1, 2.1), otherwise a video
    /// transformer
    /// (InternVideo2 itself, stage 1, 2.3).
    /// </summary>
    public required VideoEncoderOptions Encoder { get; init; }

    /// <summary>The layers returned as middle features.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.Last(6);

    /// <summary>Whether features have unit length. None is for looking at raw features, not for training.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.L2;

    /// <summary>Where the weights come from; null: they are what the initialiser makes.</summary>
    public TeacherWeights? Weights { get; init; }

    /// <summary>True for a network of single frames.</summary>
    public bool IsImage => Encoder.Positions == PositionKind.Image;

    /// <summary>InternVL-C, 6 billion parameters: the official spatial teacher (stage 1, 2.1).</summary>
    public static SpatialTeacherOptions InternVL6B { get; } = new()
    {
        Encoder = new VideoEncoderOptions { Width = 3200, Depth = 48, Heads = 25, Frames = 1, LayerScaleInit = 0.1, Positions = PositionKind.Image },
    };

    /// <summary>InternVideo2-1B after stage 2: the official teacher of the small students (stage 1, 11).</summary>
    public static SpatialTeacherOptions InternVideo1B { get; } = new()
    {
        Encoder = VideoEncoderOptions.Giant1B with { Gelu = GeluForm.Tanh },
        Layers = LayerSelection.Last(6, 3.34),
    };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        Layers.For(Encoder.Depth);
    }

    /// <summary>Builds the teacher.</summary>
    /// <param name="init">Makes the parameters, before <see cref="Weights"/> replace them; null: seeded with 0, on the CPU.</param>
    public ISpatialTeacher Create(Initializer? init = null) => IsImage ? new SpatialTeacher(this, init) : new VideoTeacher(this, init);
}
