using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>
/// The steps of a golden training file, as data and as objective: its videos in order, its masks, and its targets; where the file has the
/// teachers' weights, the targets come from the teachers and are compared with the file's.
/// </summary>
internal sealed class GoldenTraining : IObjective, IClipSource
{
    private const double TeacherTolerance = 5e-5;

    private readonly GoldenFile _golden;
    private readonly DistillationObjective _objective;
    private readonly ISpatialTeacher? _spatial;
    private readonly MotionTeacher? _motion;

    public GoldenTraining(GoldenFile golden)
    {
        _golden = golden;
        var student = new DistillationStudent(GoldenModels.Student(golden.Config.GetProperty("student")));
        if (golden.Keys("t_clip.").Any())
        {
            _spatial = GoldenModels.ImageTeacher(golden.Config.GetProperty("clip_teacher")).Create();
            _motion = new MotionTeacher(GoldenModels.MotionTeacher(golden.Config.GetProperty("mae_teacher"), golden.Text("mae_attention", "standard")));
        }

        _objective = new DistillationObjective(student, _spatial, _motion, GoldenModels.Weights(golden.Config));
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(student, OfficialKeys.Student, golden.ReadAll("w."));
        if (_spatial is not null)
        {
            CheckpointLoader.Load(_spatial.Network, OfficialKeys.Encoder, golden.ReadAll("t_clip."));
            CheckpointLoader.Load(_motion!.Network, OfficialKeys.MotionTeacher, golden.ReadAll("t_mae."));
        }
    }

    public nn.Module Model => _objective.Model;

    public IReadOnlySet<string> NoDecayNames => _objective.NoDecayNames;

    public int BatchesPerEpoch => _golden.Int("steps");

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "golden";

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => _objective.NamedParameters();

    public ClipBatch Next(CancellationToken cancellation = default)
    {
        var step = Cursor.Position;
        Cursor = new DataCursor(0, step + 1);
        return new ClipBatch(_golden.Read($"in.video.{step}"), [.. Enumerable.Repeat($"{step}", _golden.Int("batch"))]);
    }

    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        var step = batch.Ids[0];
        var stride = _golden.Config.GetProperty("mae_teacher").GetProperty("all_frames").GetInt32() / _objective.Student.Options.Encoder.Frames;
        var seen = batch.Frames.slice(2, 0, batch.Frames.shape[2], stride).contiguous();
        var mask = _golden.Read($"in.mask.{step}");
        var targets = _spatial is null
            ? new DistillationTargets(
                _golden.Read($"in.target_clip_middle_vis.{step}"), _golden.Read($"in.target_clip_final.{step}"), _golden.Read($"in.target_mae_vis.{step}"))
            : Ask(batch.Frames, seen, VisibleTokens.FromMask(mask, CPU), step);
        return _objective.ComputeFrom(seen, mask, targets);
    }

    public void Dispose() => _objective.Dispose();

    private DistillationTargets Ask(Tensor frames, Tensor seen, VisibleTokens visible, string step)
    {
        using var frozen = no_grad();
        var said = _spatial!.Teach(seen);
        var targets = new DistillationTargets(visible.PickTokens(said.Middle), said.Final, visible.PickPatches(_motion!.Teach(frames)));
        CheckIfThere($"out.student_input.{step}", seen);
        CheckIfThere($"out.clip_teacher_input.{step}", TeacherInput.Resize(seen, _golden.Config.GetProperty("clip_teacher").GetProperty("img_size").GetInt32()));
        CheckIfThere($"out.mae_teacher_input.{step}", TeacherInput.Resize(frames, _golden.Config.GetProperty("mae_teacher").GetProperty("img_size").GetInt32()));
        CheckIfThere($"out.teacher_attn.{step}", said.Attention);
        _golden.Check($"in.target_clip_middle_vis.{step}", targets.Middle!, TeacherTolerance);
        _golden.Check($"in.target_clip_final.{step}", targets.Final!, TeacherTolerance);
        _golden.Check($"in.target_mae_vis.{step}", targets.Motion!, TeacherTolerance);
        return targets;
    }

    private void CheckIfThere(string key, Tensor actual)
    {
        if (_golden.Has(key))
        {
            _golden.Check(key, actual, TeacherTolerance);
        }
    }
}
