using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>Whole students on masked clips: features, losses and gradients as in the official code.</summary>
public sealed class StudentGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("student")]
    public void Student_of_two_teachers(string file) => Check(file);

    [GoldenTheory("distill_student")]
    public void Small_student_of_one_teacher(string file) => Check(file);

    private static void Check(string file)
    {
        using var golden = new GoldenFile(file);
        var student = new DistillationStudent(GoldenModels.Student(golden.Config));
        var weights = GoldenModels.Weights(golden.Config);
        using var objective = new DistillationObjective(student, null, null, weights with { Alpha2 = student.Options.MotionWidth > 0 ? weights.Alpha2 : 0 });
        student.eval();
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(student, OfficialKeys.Student, golden.ReadAll("w."));
        var (video, mask) = (golden.Read("in.video"), golden.Read("in.mask"));

        var features = student.call(video, VisibleTokens.FromMask(mask, CPU), null);
        golden.Check("out.clip_middle", stack(features.Middle), Tolerance);
        golden.Check("out.clip_final", features.Final, Tolerance);
        if (golden.Has("out.mae")) golden.Check("out.mae", stack(features.Motion), Tolerance);

        Tensor? Target(string key) => golden.Has(key) ? golden.Read(key) : null;
        var targets = new DistillationTargets(golden.Read("in.target_clip_middle_vis"), golden.Read("in.target_clip_final"), Target("in.target_mae_vis"));
        var losses = objective.ComputeFrom(video, mask, targets);
        var terms = losses.Terms.ToDictionary(term => term.Name, term => term.Value);
        CheckLoss(golden, "out.loss_clip_middle", terms.GetValueOrDefault(DistillationObjective.MiddleName));
        CheckLoss(golden, "out.loss_clip_final", terms.GetValueOrDefault(DistillationObjective.FinalName));
        CheckLoss(golden, "out.loss_mae", terms.GetValueOrDefault(DistillationObjective.MotionName));
        golden.Check("out.loss_total", losses.Total, Tolerance);

        losses.Total.backward();
        var parameters = objective.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        Assert.NotEmpty(golden.Keys("grad."));
        foreach (var name in golden.Keys("grad.")) golden.Check("grad." + name, parameters[name].grad!, Tolerance);
    }

    private static void CheckLoss(GoldenFile golden, string key, Tensor? term)
    {
        if (!golden.Has(key)) Assert.Null(term);
        else golden.Check(key, term ?? zeros(Array.Empty<long>(), ScalarType.Float32), Tolerance);
    }
}
