using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>
/// Stage 1: a student that sees few tokens learns to say what two teachers say who see everything (stage 1, 4 and 5):
/// L = α₁·(r_mid·"spatial/middle" + r_fin·"spatial/final") + α₂·"motion", each term the mean of 2 − 2·u·v over unit vectors. A term whose weight
/// is 0 is neither computed nor reported. Owns the student, and the teachers unless they are shared.
/// </summary>
public sealed class DistillationObjective : IObjective
{
    public const string MiddleName = "spatial/middle";
    public const string FinalName = "spatial/final";
    public const string MotionName = "motion";

    private readonly DistillationStudent student;
    private readonly ITeachers teachers;
    private readonly bool ownsTeachers;
    private readonly DistillationOptions options;

    /// <param name="student">The trained network.</param>
    /// <param name="spatial">The spatial teacher; may be null when targets and masks are given from outside, or when only the motion teacher
    /// counts.</param>
    /// <param name="motion">The motion teacher; may be null when α₂ is 0 or targets are given from outside.</param>
    /// <param name="options">Weights and masks; validated here.</param>
    /// <exception cref="ArgumentException">Grids, widths or layer counts of student and teachers do not agree.</exception>
    public DistillationObjective(DistillationStudent student, ISpatialTeacher? spatial, MotionTeacher? motion, DistillationOptions options)
        : this(student, new LiveTeachers(spatial, motion), options)
    {
    }

    /// <param name="student">The trained network.</param>
    /// <param name="teachers">Whom it learns from: live, or with a memory (<see cref="TeacherCache"/>).</param>
    /// <param name="options">Weights and masks; validated here.</param>
    /// <param name="ownsTeachers">False: they are shared with other objectives and are disposed by whoever made them.</param>
    /// <exception cref="ArgumentException">Grids, widths or layer counts of student and teachers do not agree.</exception>
    public DistillationObjective(DistillationStudent student, ITeachers teachers, DistillationOptions options, bool ownsTeachers = true)
    {
        options.Validate();
        (this.student, this.teachers, this.options, this.ownsTeachers) = (student, teachers, options, ownsTeachers);
        (FrameStride, SpatialStride) = Agreement.Check(student.Options, teachers.Spatial, teachers.Motion, options);
    }

    public nn.Module Model => student;

    public DistillationStudent Student => student;

    /// <summary>Whom the student learns from.</summary>
    public ITeachers Teachers => teachers;

    /// <summary>The teacher of what is seen; null without one.</summary>
    public ISpatialTeacher? Spatial => teachers.Spatial;

    /// <summary>The teacher of how things move; null without one.</summary>
    public MotionTeacher? Motion => teachers.Motion;

    /// <summary>The student sees every n-th frame of a batch, beginning with the first; the motion teacher sees all.</summary>
    public int FrameStride { get; }

    /// <summary>
    /// The spatial teacher sees every n-th of the student's frames, beginning with the first: one for each tubelet if it looks at single frames. 1 for
    /// the official models, whose students have tubelets of one frame.
    /// </summary>
    public int SpatialStride { get; }

    /// <summary>Frames that a batch must have.</summary>
    public int BatchFrames => student.Options.Encoder.Frames * FrameStride;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.StudentWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.Student.Parameters(student);

    /// <inheritdoc/>
    /// <remarks>Draws masks from "mask" and dropped branches from "drop-path".</remarks>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var seen = StudentFrames(batch.Frames);
        using var said = Ask(batch.Frames, seen, random["mask"]);
        var losses = ComputeFrom(seen, said.Visible, said.Targets, random["drop-path"]);
        scope.MoveToOuter([losses.Total, .. losses.Terms.Select(term => term.Value)]);
        return losses;
    }

    /// <summary>The frames of a batch that the student sees: B × 3 × F × S × S, owned by the caller.</summary>
    /// <param name="frames">B × 3 × <see cref="BatchFrames"/> × S × S.</param>
    public Tensor StudentFrames(Tensor frames)
    {
        var encoder = student.Options.Encoder;
        ClipShape.Check(frames, BatchFrames, encoder.ImageSize, frames.dtype, nameof(DistillationObjective));
        return FrameStride == 1 ? frames.alias() : frames.slice(2, 0, BatchFrames, FrameStride).contiguous();
    }

    /// <summary>Asks the teachers and draws the mask, without gradients.</summary>
    /// <param name="frames">All frames of the batch.</param>
    /// <param name="seen">The student's frames.</param>
    /// <param name="generator">Draws the mask.</param>
    /// <returns>Owned by the caller.</returns>
    public TeacherAnswer Ask(Tensor frames, Tensor seen, Generator generator)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var clips = (int)frames.shape[0];
        var grid = student.Options.Encoder.Grid;
        if (options.Mask == MaskKind.Attention && Spatial is null) throw Needs("an attention-guided mask", "spatial");
        var shown = SpatialStride == 1 ? seen : seen.slice(2, 0, seen.shape[2], SpatialStride).contiguous();
        using var lesson = teachers.Ask(frames, shown);
        var mask = options.Mask switch
        {
            MaskKind.Tube => Masking.Tube(clips, grid, options.MaskRatio, generator),
            MaskKind.Random => Masking.Random(clips, grid, options.MaskRatio, generator),
            _ => Masking.Attention(lesson.Attention(), clips, options.MaskRatio, generator),
        };
        var visible = VisibleTokens.FromMask(mask, frames.device);
        var answer = new TeacherAnswer(mask, visible, At(visible, lesson));
        answer.MoveOutOf(scope);
        return answer;
    }

    /// <summary>The losses for given frames, mask and targets.</summary>
    /// <param name="frames">B × 3 × F × S × S: the student's frames.</param>
    /// <param name="mask">B × (1+N) bool, true = removed.</param>
    /// <param name="targets">At the visible positions.</param>
    /// <param name="drops">Generator of the drop-path draws: needed in training mode when the rate is above 0.</param>
    /// <returns>Owned by the caller.</returns>
    public Losses ComputeFrom(Tensor frames, Tensor mask, DistillationTargets targets, Generator? drops = null)
    {
        using var visible = VisibleTokens.FromMask(mask, frames.device);
        return ComputeFrom(frames, visible, targets, drops);
    }

    /// <inheritdoc cref="ComputeFrom(Tensor, Tensor, DistillationTargets, Generator)"/>
    public Losses ComputeFrom(Tensor frames, VisibleTokens visible, DistillationTargets targets, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var features = student.call(frames, visible, drops);
        var terms = new List<(string Name, double Weight, Tensor Value)>();
        void Add(string name, string teacher, double weight, IReadOnlyList<Tensor> student, Tensor? target)
        {
            if (weight > 0) terms.Add((name, weight, FeatureDistance.Of(student, target ?? throw Needs(name, teacher), name)));
        }
        Add(MiddleName, "spatial", options.MiddleWeight, features.Middle, targets.Middle);
        Add(FinalName, "spatial", student.Options.FinalWidth > 0 ? options.FinalWeight : 0, [features.Final], targets.Final?.unsqueeze(0));
        Add(MotionName, "motion", options.Alpha2, features.Motion, targets.Motion);
        // An alias, because a single term of weight 1 would be both the total and itself.
        var total = terms.Select(term => term.Weight == 1 ? term.Value : term.Value.mul(term.Weight)).Aggregate((sum, term) => sum.add(term)).alias();
        var reported = terms.Select(term => (term.Name, term.Value.detach())).ToList();
        scope.MoveToOuter([total, .. reported.Select(term => term.Item2)]);
        return new Losses(total, reported);
    }

    public void Dispose()
    {
        student.Dispose();
        if (ownsTeachers) teachers.Dispose();
    }

    private DistillationTargets At(VisibleTokens visible, ILesson lesson) => new(
        Spatial is not null && options.MiddleWeight > 0 ? lesson.Middle(visible) : null,
        Spatial is not null && options.FinalWeight > 0 ? lesson.Final() : null,
        Motion is not null && options.Alpha2 > 0 ? lesson.Motion(visible) : null);

    private static InvalidOperationException Needs(string what, string teacher) =>
        new($"{what} needs the {teacher} teacher, or its targets. Give the objective one, or set the weight to 0 "
            + $"(a mask: choose {MaskKind.Tube} or {MaskKind.Random}).");
}
