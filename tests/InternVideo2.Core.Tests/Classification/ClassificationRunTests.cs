using InternVideo2.Classification;
using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Training;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Classification;

/// <summary>Fine-tuning learns what clips show, far above chance, and a run that was saved goes on as if it had not stopped.</summary>
public sealed class ClassificationRunTests
{
    private static readonly ClassificationRecipe Recipe = new()
    {
        Name = "shapes",
        Classifier = new VideoClassifierOptions
        {
            Encoder = new VideoEncoderOptions
            {
                ImageSize = 28,
                PatchSize = 7,
                Frames = 4,
                Width = 64,
                Depth = 2,
                Heads = 4,
                MlpRatio = 2,
                PoolHeads = 4,
                PooledWidth = 32,
                LayerScaleInit = 0.1,
                DropPath = 0.05,
            },
            Classes = 8,
            HeadDropout = 0.05,
        },
        Training = new TrainerOptions
        {
            Epochs = 10,
            WarmupEpochs = 1,
            BatchSize = 16,
            BaseLearningRate = 4e-3,
            Scaling = LearningRateScaling.None,
            LayerDecay = 0.9,
            WeightDecay = 0.05,
            ClipNorm = 0,
            Seed = 3,
        },
    };

    private static ShapesLoader Loader(ClipTransform? transform = null) => new(new ShapesLoaderOptions
    {
        Size = 28,
        Sampler = new IntervalSampler { Frames = 4, Random = transform is not null },
        Transform = transform,
    });

    [Fact]
    [Trait("Category", "Slow")]
    public void Colour_is_learned_far_above_chance()
    {
        var train = MovingShapesSet.Manifest(ShapesSplit.Train, 512);
        var test = MovingShapesSet.Manifest(ShapesSplit.Test, 128);
        var labels = ClipLabels.From(train, "colour");
        var held = ClipLabels.From(test, "colour", labels.Names);
        var recipe = Recipe with { Classifier = Recipe.Classifier with { Classes = labels.Names.Count } };
        // The published augmentation but for operations that change colours.
        using var loader = Loader(new FineTuningTransform { Size = 28, Operations = null });
        using var run = new ClassificationRun(recipe, train, labels, loader);
        using var plain = Loader();
        var chance = 1.0 / labels.Names.Count;
        Assert.InRange(run.Test(test, held, new SingleView(plain)).Top1, 0, 3 * chance);

        run.Trainer.Run();

        var report = run.Test(test, held, new SingleView(plain));
        Assert.True(report.Top1 > 5 * chance, $"{report}; chance {chance:P1}");
        Assert.True(report.Top5 >= report.Top1);
    }

    [Fact]
    public void A_probe_changes_nothing_but_its_head_and_resumes_bitwise()
    {
        using var folder = new TemporaryFolder();
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 16);
        var labels = ClipLabels.From(clips, "motion");
        var recipe = Recipe with
        {
            Classifier = Recipe.Classifier with { Classes = labels.Names.Count, Input = HeadInput.ClassFramesPooled, MergeNorm = MergeNorm.Batch },
            Objective = new ClassificationOptions { Trained = TrainedParts.Head },
            Training = Recipe.Training with { BatchSize = 4, SamplesPerClip = 2, LayerDecay = 1, WeightDecay = 0 },
        };
        using var loader = Loader(new FineTuningTransform { Size = 28 });

        using var whole = new ClassificationRun(recipe, clips, labels, loader);
        var before = State(whole);
        whole.Trainer.Run(6);

        using (var first = new ClassificationRun(recipe, clips, labels, loader)) first.Trainer.Run(3, folder.Path);
        using var second = new ClassificationRun(recipe, clips, labels, loader);
        second.Trainer.Load(folder.Path);
        second.Trainer.Run(3);

        Assert.Equal(State(whole), State(second));
        Assert.All(before.Where(p => p.Key.StartsWith("encoder.", StringComparison.Ordinal)), p => Assert.Equal(p.Value, State(whole)[p.Key]));
        Assert.NotEqual(before["head.weight"], State(whole)["head.weight"]);
        Assert.NotEqual(before["merge.norm.running_mean"], State(whole)["merge.norm.running_mean"]);
    }

    [Fact]
    public void A_saved_run_is_not_continued_with_other_labels()
    {
        using var folder = new TemporaryFolder();
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 16);
        using var loader = Loader();
        var motions = ClipLabels.From(clips, "motion");
        var others = ClipLabels.From(clips, _ => motions.Names[0], motions.Names);
        var recipe = Recipe with { Classifier = Recipe.Classifier with { Classes = motions.Names.Count }, Training = Recipe.Training with { BatchSize = 4 } };
        using (var first = new ClassificationRun(recipe, clips, motions, loader)) first.Trainer.Run(1, folder.Path);
        using var second = new ClassificationRun(recipe, clips, others, loader);

        Assert.Contains("Labels", Assert.Throws<RunStateException>(() => second.Trainer.Load(folder.Path)).Message);
    }

    [Fact]
    public void Refuses_labels_of_another_number_of_classes()
    {
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 16);
        using var loader = Loader();
        var few = ClipLabels.From(clips, _ => "a", ["a", "b"]);
        Assert.Contains("8 classes apart, the labels 2", Assert.Throws<ArgumentException>(() => new ClassificationRun(Recipe, clips, few, loader)).Message);
    }

    private static Dictionary<string, double[]> State(ClassificationRun run) => run.Classifier.state_dict().ToDictionary(
        p => p.Key, p => p.Value.detach().to(TorchSharp.torch.ScalarType.Float64).data<double>().ToArray());
}
