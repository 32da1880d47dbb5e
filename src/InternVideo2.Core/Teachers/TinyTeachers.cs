using InternVideo2.Encoders;

namespace InternVideo2.Teachers;

/// <summary>Two small teachers for clips of moving shapes, ready to be put into the options of stage 1.</summary>
/// <param name="Spatial">What things look like: an image transformer.</param>
/// <param name="Motion">How they move: a video transformer.</param>
public sealed record TinyTeachers(SpatialTeacherOptions Spatial, MotionTeacherOptions Motion)
{
    /// <summary>
    /// The sizes, without weights: frames of 56 pixels cut into 8 × 8 patches; 1 frame for the spatial teacher, 8 frames in tubelets of 2 for the
    /// motion teacher.
    /// </summary>
    public static TinyTeachers Untrained { get; } = new(
        new SpatialTeacherOptions
        {
            Encoder = new VideoEncoderOptions
            {
                ImageSize = 56,
                PatchSize = 7,
                Frames = 1,
                Width = 128,
                Depth = 4,
                Heads = 4,
                PoolHeads = 4,
                PooledWidth = 64,
                LayerScaleInit = 0.1,
                Positions = PositionKind.Image,
            },
            Layers = LayerSelection.Last(2),
        },
        new MotionTeacherOptions
        {
            ImageSize = 56,
            PatchSize = 7,
            Frames = 8,
            Width = 128,
            Depth = 4,
            Heads = 4,
            MlpRatio = 4,
            Layers = LayerSelection.Last(2),
        });
}
