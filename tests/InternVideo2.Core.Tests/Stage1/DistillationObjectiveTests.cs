using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>The losses are the formula's, come from named draws, and everything that does not fit is refused with both sides shown.</summary>
public sealed class DistillationObjectiveTests
{
    [Fact]
    public void The_total_is_the_weighted_sum_of_the_raw_terms()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create(d => d with { Alpha1 = 0.5, MiddleRatio = 2, FinalRatio = 3, Alpha2 = 4 });

        var losses = Compute(objective, seed: 1);

        Assert.Equal([DistillationObjective.MiddleName, DistillationObjective.FinalName, DistillationObjective.MotionName], losses.Terms.Select(t => t.Name));
        var terms = losses.Terms.Select(t => t.Value.ToDouble()).ToArray();
        Assert.Equal(terms[0] + 1.5 * terms[1] + 4 * terms[2], losses.Total.ToDouble(), 5);
        Assert.All(terms, term => Assert.InRange(term, 0, 4));
        Assert.All(losses.Terms, term => Assert.False(term.Value.requires_grad));
        Assert.True(losses.Total.requires_grad);
    }

    [Fact]
    public void A_term_by_hand()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create(d => d with { Mask = MaskKind.Tube });
        using var random = new RandomStreams(3);
        var batch = SmallStage1.Batch();
        using var answer = objective.Ask(batch.Frames, objective.StudentFrames(batch.Frames), random["mask"]);
        var seen = objective.StudentFrames(batch.Frames);
        var losses = objective.ComputeFrom(seen, answer.Visible, answer.Targets);

        var features = objective.Student.call(seen, answer.Visible, null);
        var middle = stack(features.Middle);
        // Unit vectors: 2 − 2·u·v is the squared distance.
        Close.Check("middle", Term(losses, DistillationObjective.MiddleName), middle.sub(answer.Targets.Middle!).pow(2).sum(-1).mean(), 1e-5);
        Close.Check("final", Term(losses, DistillationObjective.FinalName), features.Final.sub(answer.Targets.Final!).pow(2).sum(-1).mean(), 1e-5);
        Close.Check("motion", Term(losses, DistillationObjective.MotionName), stack(features.Motion).sub(answer.Targets.Motion!).pow(2).sum(-1).mean(), 1e-5);
    }

    [Fact]
    public void Targets_are_the_teachers_words_at_the_visible_places()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create();
        using var spatial = SmallStage1.Options.Spatial.Create();
        using var motion = new MotionTeacher(SmallStage1.Options.Motion!);
        // The objective's own teachers, made anew with other weights, so that the comparison is of these.
        using var other = new DistillationObjective(new DistillationStudent(SmallStage1.Options.StudentWithDecoders), spatial, motion, SmallStage1.Options.Distillation);
        using var random = new RandomStreams(3);
        var batch = SmallStage1.Batch();
        var seen = other.StudentFrames(batch.Frames);

        using var answer = other.Ask(batch.Frames, seen, random["mask"]);

        Close.Check("every second frame", seen, stack([.. new[] { 0, 2, 4, 6 }.Select(i => batch.Frames.select(2, i))], 2), 0);
        var patches = answer.Visible.Patches.data<long>().ToArray();
        for (var clip = 0; clip < 2; clip++)
        {
            // Each clip by itself, so that not even the rounding depends on the others.
            var middle = spatial.Teach(seen.narrow(0, clip, 1)).Middle.select(1, 0);
            var features = motion.Teach(batch.Frames.narrow(0, clip, 1)).select(1, 0);
            Close.Check("class token", answer.Targets.Middle!.select(1, clip).select(1, 0), middle.select(1, 0), 0);
            for (var i = 0; i < answer.Visible.Count; i++)
            {
                var patch = patches[clip * answer.Visible.Count + i];
                Assert.False(answer.Mask[clip, 1 + patch].ToBoolean());
                Close.Check("middle", answer.Targets.Middle!.select(1, clip).select(1, 1 + i), middle.select(1, 1 + patch), 0);
                Close.Check("motion", answer.Targets.Motion!.select(1, clip).select(1, i), features.select(1, patch), 0);
            }
        }
    }

    [Fact]
    public void A_teacher_of_pictures_sees_the_first_frame_of_each_tubelet_of_the_student()
    {
        using var scope = NewDisposeScope();
        var options = SmallStage1.Options with { Student = SmallEncoder.Options with { Frames = 8, TubeletSize = 2 } };
        using var objective = options.CreateObjective();
        using var random = new RandomStreams(3);
        var batch = SmallStage1.Batch();
        var seen = objective.StudentFrames(batch.Frames);

        using var answer = objective.Ask(batch.Frames, seen, random["mask"]);

        Close.Check("every frame", seen, batch.Frames, 0);
        var shown = stack([.. new[] { 0, 2, 4, 6 }.Select(i => batch.Frames[TensorIndex.Single(0)].select(1, i))], 1).unsqueeze(0);
        using var said = objective.Spatial!.Teach(shown);
        Close.Check("final", answer.Targets.Final![TensorIndex.Single(0)], said.Final[TensorIndex.Single(0)], 0);
        using var losses = objective.Compute(batch, random).Total;
        losses.backward();
        Assert.All(objective.NamedParameters(), p => Assert.NotNull(p.Parameter.grad));
    }

    [Fact]
    public void Draws_follow_the_named_generators()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create();

        Assert.Equal(Compute(objective, 5).Total.ToDouble(), Compute(objective, 5).Total.ToDouble());
        Assert.NotEqual(Compute(objective, 5).Total.ToDouble(), Compute(objective, 6).Total.ToDouble());
    }

    [Fact]
    public void A_term_without_weight_is_left_out_and_its_teacher_not_asked()
    {
        using var scope = NewDisposeScope();
        using var noMotion = SmallStage1.Create(d => d with { Alpha2 = 0 });
        Assert.Equal([DistillationObjective.MiddleName, DistillationObjective.FinalName], Compute(noMotion, 1).Terms.Select(t => t.Name));

        using var onlyMotion = SmallStage1.Create(d => d with { Alpha1 = 0 });
        Assert.Equal([DistillationObjective.MotionName], Compute(onlyMotion, 1).Terms.Select(t => t.Name));

        using var random = new RandomStreams(1);
        using var answer = noMotion.Ask(SmallStage1.Batch().Frames, noMotion.StudentFrames(SmallStage1.Batch().Frames), random["mask"]);
        Assert.Null(answer.Targets.Motion);
    }

    [Fact]
    public void Gradients_reach_every_parameter_of_the_student()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create();

        Compute(objective, 1).Total.backward();

        Assert.All(objective.NamedParameters(), p => Assert.True(p.Parameter.grad is not null && p.Parameter.grad.isfinite().all().ToBoolean(), p.Name));
    }

    [Fact]
    public void Names_are_official_and_complete()
    {
        using var objective = SmallStage1.Create();
        var names = objective.NamedParameters().Select(p => p.Name).ToList();

        Assert.Equal(["cls_token", "pos_embed", "clip_pos_embed", "mae_pos_embed", "patch_embed.proj.weight"], names[..5]);
        Assert.Equal(objective.Model.parameters().Count(), names.Distinct().Count());
        Assert.Equal(4, names.Count(objective.NoDecayNames.Contains));
    }

    [Fact]
    public void What_does_not_agree_is_refused_with_both_sides()
    {
        var options = SmallStage1.Options;
        Refused(options with { Spatial = options.Spatial with { Encoder = options.Spatial.Encoder with { PatchSize = 6 } } }, "4×3×3 against 4×2×2");
        Refused(options with { Motion = options.Motion! with { Frames = 4 } }, "4×3×3 against 2×3×3");
        Refused(options with { Spatial = options.Spatial with { Layers = LayerSelection.Last(1) } }, "2 against 1");
        Refused(options with { Motion = options.Motion! with { Layers = LayerSelection.Last(2) } }, "1 against 2");

        using var motion = new MotionTeacher(options.Motion!);
        var student = options.StudentWithDecoders with { MotionWidth = 21 };
        Assert.Contains("21 against 20", Assert.Throws<ArgumentException>(
            () => new DistillationObjective(new DistillationStudent(student), null, motion, options.Distillation)).Message);
        Assert.Contains("no decoders", Assert.Throws<ArgumentException>(
            () => new DistillationObjective(new DistillationStudent(student with { MotionWidth = 0 }), null, null, options.Distillation)).Message);
        Assert.Contains("no decoder for them", Assert.Throws<ArgumentException>(
            () => new DistillationObjective(new DistillationStudent(student with { FinalWidth = 0 }), null, null, options.Distillation with { MiddleRatio = 0, Alpha2 = 0 })).Message);
    }

    [Fact]
    public void Wrong_batches_and_missing_teachers_are_explained()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create();
        using var random = new RandomStreams(1);
        string Refused(Tensor frames) => Assert.Throws<ArgumentException>(() => objective.Compute(new ClipBatch(frames, ["a", "b"]), random)).Message;

        Assert.Contains("[B, 3, 8, 12, 12]", Refused(SmallEncoder.Frames(frames: 4)));
        Assert.Contains("Byte", Refused(SmallStage1.Batch().Frames.to(ScalarType.Byte)));

        using var alone = new DistillationObjective(new DistillationStudent(SmallStage1.Options.StudentWithDecoders), null, null, SmallStage1.Options.Distillation);
        var missing = Assert.Throws<InvalidOperationException>(() => alone.Compute(new ClipBatch(SmallEncoder.Frames(), ["a", "b"]), random));
        Assert.Contains("spatial teacher", missing.Message);
    }

    [Fact]
    public void Given_targets_must_have_the_students_shape()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallStage1.Create();
        var mask = zeros(new long[] { 2, 37 }, ScalarType.Bool);
        var targets = new DistillationTargets(zeros(new long[] { 2, 2, 36, 24 }), zeros(new long[] { 2, 14 }), zeros(new long[] { 1, 2, 36, 20 }));

        var message = Assert.Throws<ArgumentException>(() => objective.ComputeFrom(SmallEncoder.Frames(), mask, targets)).Message;

        Assert.Contains("[2, 37, 24]", message);
        Assert.Contains("[2, 2, 36, 24]", message);
    }

    [Theory]
    [InlineData("Alpha1")]
    [InlineData("Alpha2")]
    [InlineData("MaskRatio")]
    [InlineData("FinalRatio")]
    public void Weights_out_of_range_are_refused(string member)
    {
        var good = new DistillationOptions();
        var bad = member switch
        {
            "Alpha1" => good with { Alpha1 = 0, Alpha2 = 0 },
            "Alpha2" => good with { Alpha2 = -1 },
            "MaskRatio" => good with { MaskRatio = 1 },
            _ => good with { FinalRatio = double.NaN },
        };
        Assert.Equal(member, Assert.Throws<ArgumentOutOfRangeException>(bad.Validate).ParamName);
    }

    private static void Refused(Stage1Options options, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => options.CreateObjective()).Message);

    private static Losses Compute(DistillationObjective objective, ulong seed)
    {
        using var random = new RandomStreams(seed);
        return objective.Compute(SmallStage1.Batch(), random);
    }

    private static Tensor Term(Losses losses, string name) => losses.Terms.Single(t => t.Name == name).Value;
}
