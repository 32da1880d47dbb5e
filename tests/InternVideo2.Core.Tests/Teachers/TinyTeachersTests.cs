using InternVideo2.Checkpoints;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;
using InternVideo2.Video;
using TorchSharp;
using Xunit;

namespace InternVideo2.Tests.Teachers;

/// <summary>Teachers in miniature: trained once, found again bit for bit, continued after a stop, refused when the recipe is another one.</summary>
public sealed class TinyTeachersTests
{
    private static readonly TrainerOptions Training =
        new() { Epochs = 2, BatchSize = 4, WarmupSteps = 1, BaseLearningRate = 1e-3, Scaling = LearningRateScaling.None, Seed = 3 };

    private static readonly MotionTeacherOptions Mover = new()
    {
        ImageSize = 24,
        PatchSize = 8,
        Frames = 4,
        Width = 16,
        Depth = 1,
        Heads = 2,
        MlpRatio = 2,
        Layers = LayerSelection.Last(1),
    };

    private static readonly TinyTeacherOptions Options = new()
    {
        Spatial = new ImageTextOptions
        {
            Image = new SpatialTeacherOptions
            {
                Encoder = new VideoEncoderOptions
                {
                    ImageSize = 24,
                    PatchSize = 8,
                    Frames = 1,
                    Width = 16,
                    Depth = 1,
                    Heads = 2,
                    PoolHeads = 2,
                    PooledWidth = 8,
                    Positions = PositionKind.Image,
                },
                Layers = LayerSelection.Last(1),
            },
            TextWidth = 16,
            TextDepth = 1,
            TextHeads = 2,
            Training = Training,
        },
        Motion = new VideoMaeOptions
        {
            Encoder = Mover,
            MaskRatio = 0.6,
            DecoderWidth = 16,
            DecoderDepth = 1,
            DecoderHeads = 2,
            Training = Training,
        },
        Labels = new ClipLabelOptions { Encoder = Mover, Training = Training },
        Clips = 8,
        DataSeed = 5,
    };

    [Fact]
    public void Trained_once_and_found_again()
    {
        using var folder = new TemporaryFolder();
        var trainings = new List<string>();
        IProgress<TrainingProgress> Progress(string name)
        {
            trainings.Add(name);
            return new Silent();
        }

        var trained = TinyTeachers.LoadOrTrain(folder.Path, Options, Progress);
        var found = TinyTeachers.LoadOrTrain(folder.Path, Options, Progress);

        Assert.Equal(["spatial teacher: pictures and captions", "motion teacher: hidden tubes", "motion teacher: labels of motion and speed"], trainings);
        Assert.Equal(trained, found);
        Assert.Equal(["motion.safetensors", "motion.videomae.safetensors", "spatial.safetensors"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        Assert.NotEqual(Weights(new TinyTeachers(Options.Spatial.Image, Options.Motion.Encoder)), Weights(found));
        Assert.Equal(Weights(trained), Weights(found));
    }

    [Fact]
    public void Training_twice_gives_the_same_teachers_even_when_stopped_in_between()
    {
        using var whole = new TemporaryFolder();
        using var stopped = new TemporaryFolder();
        var straight = TinyTeachers.LoadOrTrain(whole.Path, Options);

        for (var steps = 1; steps <= 2; steps++)
        {
            using var cancel = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => TinyTeachers.LoadOrTrain(stopped.Path, Options, _ => new Silent { AfterStep = cancel.Cancel }, cancel.Token));
            Assert.False(File.Exists(stopped.File("spatial.safetensors")));
        }
        var continued = TinyTeachers.LoadOrTrain(stopped.Path, Options);

        Assert.Equal(straight.Spatial.Weights, continued.Spatial.Weights);
        Assert.Equal(straight.Motion.Weights, continued.Motion.Weights);
    }

    [Fact]
    public void Teachers_of_another_recipe_are_refused_and_kept()
    {
        using var folder = new TemporaryFolder();
        var trained = TinyTeachers.LoadOrTrain(folder.Path, Options);

        var refused = Assert.Throws<InvalidDataException>(
            () => TinyTeachers.LoadOrTrain(folder.Path, Options with { Motion = Options.Motion with { MaskRatio = 0.7 } }));

        Assert.Contains("MaskRatio = 0.6 → MaskRatio = 0.7", refused.Message);
        Assert.Contains("motion.videomae.safetensors", refused.Message);
        Assert.Equal(trained, TinyTeachers.LoadOrTrain(folder.Path, Options));
    }

    [Fact]
    public void They_fit_the_preset_for_moving_shapes()
    {
        var options = Stage1Options.Shapes.With(TinyTeachers.Untrained);
        options.Validate();
        using var objective = options.CreateObjective();
        Assert.Equal(8, objective.BatchFrames);
    }

    [Fact]
    public void What_they_know_is_told_by_factor()
    {
        using var loader = new ShapesLoader(new ShapesLoaderOptions { Size = 24, Sampler = new IntervalSampler { Frames = 4 } });
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 40).Clips;

        var rows = TeacherKnowledge.Of(new TinyTeachers(Options.Spatial.Image, Options.Motion.Encoder), loader, clips, clips);

        Assert.Equal(["spatial/middle", "spatial/final", "motion"], rows.Select(row => row.Features));
        Assert.All(rows, row => Assert.Equal(TeacherKnowledge.Factors.Order(), row.Scores.Select(score => score.Factor)));
        // Fitted and scored on the same clips, 16 numbers know more than chance of every colour.
        Assert.All(rows.Take(1), row => Assert.True(row.Scores.Single(score => score.Factor == "colour").Accuracy.Value > 0.4));
    }

    private static string Weights(TinyTeachers teachers)
    {
        using var spatial = teachers.Spatial.Create();
        using var motion = new MotionTeacher(teachers.Motion);
        var values = OfficialKeys.Encoder.State(spatial.Network).Concat(OfficialKeys.MotionTeacher.State(motion.Network));
        return string.Join(" ", values.Select(v => v.Value.sum().ToDouble().ToString("R")));
    }

    private sealed class Silent : IProgress<TrainingProgress>
    {
        public Action AfterStep { get; init; } = () => { };

        public void Report(TrainingProgress value) => AfterStep();
    }
}
