using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Training;

namespace InternVideo2.Stage1;

/// <summary>
/// A complete stage-1 experiment: student, teachers, what is learned from whom, and how long. The presets are the published recipes (stage 1,
/// 7 and 11);
/// a variation is a <c>with</c> expression: <c>Stage1Options.Tiny with { Distillation = Stage1Options.Tiny.Distillation with { Alpha2 = 0 } }</c>.
/// </summary>
public sealed partial record Stage1Options
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    /// <summary>The student's encoder.</summary>
    public required VideoEncoderOptions Student { get; init; }

    /// <summary>The spatial teacher h of the paper's formula.</summary>
    public required SpatialTeacherOptions Spatial { get; init; }

    /// <summary>The motion teacher g; null: there is none.</summary>
    public MotionTeacherOptions? Motion { get; init; }

    public DistillationOptions Distillation { get; init; } = new();

    public TrainerOptions Training { get; init; } = new();

    /// <summary>
    /// How many different draws of frames and crops each clip is seen in, epoch after epoch in turn; null: new ones in every epoch, as officially.
    /// With a few, a cache of the teachers answers from then on (see <see cref="CreateObjective"/>). 1 or more.
    /// </summary>
    public int? Draws { get; init; }

    /// <summary>Frames of the clips in a batch: the motion teacher's, else the student's.</summary>
    public int ClipFrames => Motion?.Frames ?? Student.Frames;

    /// <summary>The student with decoders as wide as its teachers' features.</summary>
    public DistillationStudentOptions StudentWithDecoders => new()
    {
        Encoder = Student,
        SpatialLayers = Distillation.SpatialLayers,
        SpatialWidth = Spatial.Encoder.Width,
        FinalWidth = Spatial.Encoder.PooledWidth,
        SpatialDecoder = Distillation.SpatialDecoder,
        MotionLayers = Distillation.MotionLayers,
        MotionWidth = Motion?.Width ?? 0,
        Norm = Distillation.Norm,
    };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Student.Validate();
        Spatial.Validate();
        Motion?.Validate();
        Distillation.Validate();
        StudentWithDecoders.Validate();
        Training.Validate();
        OptionRange.Check(Draws is null or >= 1, nameof(Stage1Options), nameof(Draws), Draws, "1 or more, or null");
        if (Motion is null && Distillation.Alpha2 > 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Motion), $"{nameof(Stage1Options)}.{nameof(Motion)} is null; allowed: only with {nameof(DistillationOptions.Alpha2)} = 0.");
        }
    }

    /// <summary>Builds student and teachers, all from one seed, and the objective that owns them. Not to be called inside a DisposeScope.</summary>
    /// <param name="init">Makes the parameters; null: seeded with <see cref="Training"/>'s seed, on the CPU.</param>
    /// <param name="cache">Where the teachers' answers are kept; null: they look at every clip anew. Changes no result.</param>
    public DistillationObjective CreateObjective(Initializer? init = null, TeacherCacheOptions? cache = null)
    {
        Validate();
        init ??= Initializer.Seeded(Training.Seed);
        var student = new DistillationStudent(StudentWithDecoders, init);
        var spatial = Spatial.Create(init);
        var motion = Motion is null ? null : new MotionTeacher(Motion, init);
        var live = new LiveTeachers(spatial, motion);
        return new DistillationObjective(student, cache is null ? live : new TeacherCache(live, cache), Distillation);
    }
}
