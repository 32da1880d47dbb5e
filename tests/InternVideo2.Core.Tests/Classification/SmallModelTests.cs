using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Classification;

/// <summary>
/// The way of the small official models in miniature: a larger model is fine-tuned, a smaller one is distilled from it without any label, and then
/// knows the classes of clips that neither has seen (stage 1, 11).
/// </summary>
public sealed class SmallModelTests
{
    private static readonly VideoEncoderOptions Large = new()
    {
        ImageSize = 28,
        PatchSize = 7,
        Frames = 4,
        Width = 64,
        Depth = 4,
        Heads = 4,
        MlpRatio = 2,
        PoolHeads = 4,
        PooledWidth = 32,
        LayerScaleInit = 0.1,
    };

    private static readonly TrainerOptions Training = new()
    {
        Epochs = 8,
        WarmupEpochs = 1,
        BatchSize = 16,
        BaseLearningRate = 4e-3,
        Scaling = LearningRateScaling.None,
        ClipNorm = 0,
        Seed = 3,
    };

    private static readonly ClipManifest Clips = MovingShapesSet.Manifest(ShapesSplit.Train, 320);
    private static readonly ClipManifest Held = MovingShapesSet.Manifest(ShapesSplit.Test, 128);
    private static readonly ClipLabels Colours = ClipLabels.From(Clips, "colour");
    private static readonly ClipLabels HeldColours = ClipLabels.From(Held, "colour", Colours.Names);

    [Fact]
    [Trait("Category", "Slow")]
    public void A_small_student_learns_from_a_larger_model_without_labels()
    {
        using var folder = new TemporaryFolder();
        using var loader = new ShapesLoader(new ShapesLoaderOptions { Size = 28, Sampler = new IntervalSampler { Frames = 4 } });
        var chance = 1.0 / Colours.Names.Count;

        // The large model, with labels.
        var tuning = ClassificationRecipe.Tiny(Large, Colours.Names.Count, TrainedParts.Everything);
        using var large = new ClassificationRun(tuning, Clips, Colours, loader);
        large.Trainer.Run();
        var known = large.Test(Held, HeldColours, new SingleView(loader)).Top1;
        Assert.True(known > 5 * chance, $"The large model knows {known:P1}; chance {chance:P1}.");
        var teacher = folder.File("teacher.safetensors");
        SafetensorsWriter.Write(teacher, OfficialKeys.Encoder.State(large.Classifier.Encoder));

        // The small one, from what the large one says.
        var distillation = Distillation(TeacherWeights.Of(teacher));
        var losses = new List<double>();
        using var whole = new DistillationRun(distillation, Clips, loader);
        whole.Trainer.StepDone += step => losses.Add(step.Loss);
        whole.Trainer.Run();
        Assert.True(losses[^10..].Average() < 0.5 * losses[..5].Average(), $"The loss went from {losses[..5].Average():F3} to {losses[^10..].Average():F3}.");

        // The large one's head reads what the small one says in its place: its LayerNorm does not see that features have unit length.
        var (distilled, untrained) = (Read(whole.Objective.Student), Read(new DistillationStudent(distillation.StudentWithDecoders)));
        Assert.True(distilled > 3 * chance && distilled > untrained + 0.2, $"{distilled:P1} are read from the student, {untrained:P1} from an untrained one; chance {chance:P1}.");

        double Read(DistillationStudent student)
        {
            student.eval();
            var head = OfficialKeys.Classifier.State(large.Classifier).ToDictionary(entry => entry.Name, entry => entry.Value);
            using var visible = VisibleTokens.FromMask(zeros(new long[] { 1, 1 + student.Options.Encoder.Grid.Count }, ScalarType.Bool), CPU);
            Tensor Scores(Tensor frames)
            {
                using var features = student.call(frames, visible, null);
                var normed = nn.functional.layer_norm(features.Final, new long[] { Large.PooledWidth }, head["fc_norm.weight"], head["fc_norm.bias"], 1e-5);
                return nn.functional.linear(normed, head["head.weight"], head["head.bias"]);
            }
            return MultiViewTest.Run(Scores, Held, HeldColours, new SingleView(loader)).Top1;
        }
    }

    [Fact]
    public void Distillation_from_a_larger_model_resumes_bitwise()
    {
        using var folder = new TemporaryFolder();
        using var loader = new ShapesLoader(new ShapesLoaderOptions { Size = 28, Sampler = new IntervalSampler { Frames = 4 } });
        var options = Distillation(null);
        List<double> Train(long steps, string? resumeFrom = null, string? saveTo = null)
        {
            var losses = new List<double>();
            using var run = new DistillationRun(options, Clips, loader);
            if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
            run.Trainer.StepDone += step => losses.Add(step.Loss);
            run.Trainer.Run(steps, saveTo);
            return losses;
        }

        var uninterrupted = Train(5);
        var saved = folder.File("run");
        Assert.Equal(uninterrupted, [.. Train(2, saveTo: saved), .. Train(3, resumeFrom: saved)]);
    }

    [Fact]
    public void The_teachers_layers_can_be_named_and_the_mask_is_drawn_over_the_whole_clip()
    {
        // The official list of the 1B teacher, and the same by interval.
        Assert.Equal([23, 26, 29, 33, 36, 39], LayerSelection.Of(23, 26, 29, 33, 36, 39).For(40));
        Assert.Equal(LayerSelection.Of(23, 26, 29, 33, 36, 39).For(40), SpatialTeacherOptions.InternVideo1B.Layers.For(40));

        using var scope = NewDisposeScope();
        var options = Distillation(null);
        using var objective = options.CreateObjective();
        using var generator = new Generator(1);
        var frames = randn([2, 3, 4, 28, 28], generator: generator);
        using var said = objective.Ask(frames, objective.StudentFrames(frames), generator);
        var grid = options.Student.Grid;
        // One draw over all tokens: int(0.8·N) hidden, unequally many in each frame.
        Assert.Equal(grid.Count - (int)(0.8 * grid.Count), said.Visible.Count);
        var perFrame = said.Mask.narrow(1, 1, grid.Count).logical_not().view(2 * grid.Times, grid.PerTime).sum(1).data<long>().ToArray();
        Assert.True(perFrame.Distinct().Count() > 1, "Every frame keeps equally many tokens.");
        Assert.Equal([3L, 2, said.Visible.Count + 1, Large.Width], said.Targets.Middle!.shape);
        Assert.Null(said.Targets.Motion);
        Assert.False(objective.Spatial!.Network.training);
        using var more = new Generator(1);
        using var again = objective.Ask(frames, objective.StudentFrames(frames), more);
        Assert.Equal(said.Targets.Final!.data<float>().ToArray(), again.Targets.Final!.data<float>().ToArray());
    }

    /// <summary>As the official small models are distilled (stage 1, 11), with a teacher that would drop paths were it not in evaluation mode.</summary>
    private static Stage1Options Distillation(TeacherWeights? weights) => Stage1Options.S14 with
    {
        Name = "small",
        Student = Large with { Width = 32, Depth = 3, Heads = 2 },
        Spatial = new SpatialTeacherOptions { Encoder = Large with { DropPath = 0.25 }, Layers = LayerSelection.Of(1, 2, 3), Weights = weights },
        Distillation = Stage1Options.S14.Distillation with { SpatialLayers = LayerSelection.Last(3) },
        Training = Training with { Epochs = 12, ClipNorm = 5, Beta2 = 0.98, Epsilon = 1e-6 },
    };
}
