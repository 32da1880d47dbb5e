using InternVideo2.Checkpoints;
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
    private static readonly VideoEncoderOptions Encoder = new()
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
        var chance = 1.0 / labels.Names.Count;
        using var plain = Loader();
        using var loader = Loader(new FineTuningTransform { Size = 28, Flip = false, Operations = null });
        using var run = new ClassificationRun(Recipe(labels, TrainedParts.Everything), train, labels, loader);
        Assert.InRange(run.Test(test, held, new SingleView(plain)).Top1, 0, 3 * chance);

        run.Trainer.Run();

        var report = run.Test(test, held, new SingleView(plain));
        Assert.True(report.Top1 > 5 * chance, $"{report}; chance {chance:P1}");
        Assert.True(report.Top5 >= report.Top1);

        // Probes of the frozen encoder find the same again.
        var encoder = OfficialKeys.Encoder.State(run.Classifier.Encoder).ToDictionary(entry => entry.Name, entry => entry.Value);
        Assert.All([TrainedParts.Head, TrainedParts.PoolingAndHead], parts =>
        {
            using var probe = new ClassificationRun(Recipe(labels, parts), train, labels, plain);
            CheckpointLoader.Load(probe.Classifier.Encoder, OfficialKeys.Encoder, encoder);
            probe.Trainer.Run(steps: 64);
            var found = probe.Test(test, held, new SingleView(plain));
            Assert.True(found.Top1 > 4 * chance, $"{parts}: {found}; chance {chance:P1}");
        });
    }

    [Fact]
    public void A_probe_changes_nothing_but_its_head_and_resumes_bitwise()
    {
        using var folder = new TemporaryFolder();
        var clips = MovingShapesSet.Manifest(ShapesSplit.Train, 16);
        var labels = ClipLabels.From(clips, "motion");
        var recipe = Recipe(labels, TrainedParts.Head);
        recipe = recipe with
        {
            Classifier = recipe.Classifier with { Input = HeadInput.ClassFramesPooled, MergeNorm = MergeNorm.Batch, HeadDropout = 0.1 },
            Training = recipe.Training with { BatchSize = 4, SamplesPerClip = 2 },
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
        var recipe = Recipe(motions, TrainedParts.Everything);
        recipe = recipe with { Training = recipe.Training with { BatchSize = 4 } };
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
        var recipe = ClassificationRecipe.Tiny(Encoder, 8, TrainedParts.Everything);
        Assert.Contains("8 classes apart, the labels 2", Assert.Throws<ArgumentException>(() => new ClassificationRun(recipe, clips, few, loader)).Message);
    }

    private static ClassificationRecipe Recipe(ClipLabels labels, TrainedParts trained)
    {
        var recipe = ClassificationRecipe.Tiny(Encoder, labels.Names.Count, trained);
        return recipe with { Training = recipe.Training with { Seed = 3 } };
    }

    private static Dictionary<string, double[]> State(ClassificationRun run) => run.Classifier.state_dict().ToDictionary(
        p => p.Key, p => p.Value.detach().to(TorchSharp.torch.ScalarType.Float64).data<double>().ToArray());
}
