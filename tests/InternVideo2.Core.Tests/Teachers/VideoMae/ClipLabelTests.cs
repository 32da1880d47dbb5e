using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>A motion teacher goes on from VideoMAE's weights and learns labels.</summary>
public sealed class ClipLabelTests
{
    private static readonly ClipLabelOptions Options = new() { Encoder = SmallVideoMae.Options.Encoder, MaskRatio = 0.3 };

    private static readonly ClipManifest Clips = ClipManifest.Of("two", "", [Clip("a", "left", "slowly"), Clip("b", "right", "slowly")]);

    [Fact]
    public void Labels_are_learned()
    {
        using var objective = ClipLabelObjective.Create(Options, Clips);
        using var random = new RandomStreams(1);
        using var source = new RepeatedBatch(SmallVideoMae.Batch());
        var training = new TrainerOptions { Epochs = 40, BatchSize = 2, WarmupSteps = 5, BaseLearningRate = 5e-3, Scaling = LearningRateScaling.None };
        using var trainer = new Trainer(objective, source, training, random);
        var steps = new List<TrainingProgress>();
        trainer.StepDone += steps.Add;

        trainer.Run();

        Assert.Equal(["motion", "speed"], steps[0].Terms.Select(t => t.Name));
        Assert.Equal(steps[0].Terms.Average(t => t.Value), steps[0].Loss, 1e-6);
        Assert.True(steps[0].Terms[0].Value > 0.3, $"{steps[0].Terms[0].Value}");
        Assert.True(steps[^1].Terms[0].Value < 0.05, $"{steps[^1].Terms[0].Value}");
        // A factor of one value leaves nothing to learn.
        Assert.All(steps, step => Assert.Equal(0, step.Terms[1].Value, 1e-6));
    }

    [Fact]
    public void It_begins_with_the_weights_it_is_given()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var before = new VideoMaeModel(SmallVideoMae.Options, Initializer.Seeded(6));
        SafetensorsWriter.Write(folder.File("mae"), OfficialKeys.MotionTeacher.State(before.Encoder));

        using var objective = ClipLabelObjective.Create(Options with { Encoder = Options.Encoder with { Weights = TeacherWeights.Of(folder.File("mae")) } }, Clips);

        var weights = OfficialKeys.MotionTeacher.State(before.Encoder).ToDictionary();
        Assert.All(OfficialKeys.MotionTeacher.State(objective.Classifier.Encoder), w => Close.Check(w.Name, w.Value, weights[w.Name], 0));
    }

    [Fact]
    public void A_clip_without_the_label_is_named()
    {
        var refused = Assert.Throws<ManifestException>(() => ClipLabelObjective.Create(Options with { Factors = ["motion", "word"] }, Clips));
        Assert.Contains("'a' of 'two' has no factor 'word'; it has: motion, speed", refused.Message);
    }

    private static ClipEntry Clip(string id, string motion, string speed) => new(
        id, "", null, null, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>())
    {
        Factors = new Dictionary<string, string> { ["motion"] = motion, ["speed"] = speed },
    };
}
