using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>Pictures and captions meet: the loss falls, the temperature is learned within bounds, and the image tower is a spatial teacher's.</summary>
public sealed class ImageTextTests
{
    private static readonly ImageTextOptions Options = new()
    {
        Image = new SpatialTeacherOptions { Encoder = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image }, Layers = LayerSelection.Last(1) },
        TextWidth = 16,
        TextDepth = 1,
        TextHeads = 2,
        CaptionColumn = "caption",
    };

    private static readonly ClipManifest Clips = ClipManifest.Parse(
        """
        {"id":"0","video":"0.mp4","caption":"a red star"}
        {"id":"1","video":"1.mp4","caption":"a blue ring moves"}
        {"id":"2","video":"2.mp4","caption":"a green cross"}
        """, "three", Path.GetTempPath());

    [Fact]
    public void The_loss_falls_from_chance_and_the_captions_find_their_pictures()
    {
        using var objective = ImageTextObjective.Create(Options, Clips);
        using var random = new RandomStreams(1);
        using var source = new RepeatedBatch(Batch());
        var training = new TrainerOptions { Epochs = 40, BatchSize = 3, WarmupSteps = 5, BaseLearningRate = 3e-3, Scaling = LearningRateScaling.None };
        using var trainer = new Trainer(objective, source, training, random);
        var losses = new List<double>();
        trainer.StepDone += step => losses.Add(step.Loss);

        trainer.Run();

        Assert.True(losses[0] > 0.5, $"{losses[0]}");
        Assert.True(losses[^1] < 0.1, $"{losses[^1]}");
        using var scope = NewDisposeScope();
        using var batch = Batch();
        var (images, texts, _) = objective.Towers.call(batch.Frames, objective.Towers.Numbers(["A red star.", "a blue ring moves", "a green cross"]));
        Assert.Equal([0L, 1, 2], texts.matmul(images.t()).argmax(1).data<long>().ToArray());
    }

    [Fact]
    public void Both_directions_are_reported_and_their_mean_is_the_loss()
    {
        using var scope = NewDisposeScope();
        using var objective = ImageTextObjective.Create(Options, Clips);
        using var random = new RandomStreams(1);
        using var batch = Batch();

        var losses = objective.Compute(batch, random);

        Assert.Equal([ImageTextObjective.ImageToTextName, ImageTextObjective.TextToImageName], losses.Terms.Select(t => t.Name));
        Assert.Equal(losses.Terms.Average(t => t.Value.ToSingle()), losses.Total.ToSingle(), 1e-6);
        Assert.Empty(random.Names);
    }

    [Fact]
    public void The_temperature_starts_as_given_and_its_inverse_stays_below_100()
    {
        using var scope = NewDisposeScope();
        using var model = new ImageTextModel(Options with { Temperature = 0.05 }, CaptionVocabulary.Of(["a star"]));
        float Scale() => model.call(SmallEncoder.Frames(1, 1), model.Numbers(["a star"])).Scale.ToSingle();
        Assert.Equal(20, Scale(), 1e-4);
        using (no_grad()) model.state_dict()["temperature"].fill_(9);
        Assert.Equal(100, Scale(), 1e-3);
    }

    [Fact]
    public void The_image_tower_has_exactly_the_keys_of_a_spatial_teacher()
    {
        using var model = new ImageTextModel(Options, CaptionVocabulary.Of(["a star"]));
        using var teacher = new SpatialTeacher(Options.Image);
        var tower = OfficialKeys.ImageText.State(model).Select(w => w.Name).Where(n => n.StartsWith("vision_encoder.", StringComparison.Ordinal));

        Assert.Equal(OfficialKeys.Encoder.State(teacher.Network).Select(w => "vision_encoder." + w.Name), tower);
        Assert.All(OfficialKeys.ImageTextWithoutDecay, name => Assert.Contains(name, OfficialKeys.ImageText.State(model).Select(w => w.Name)));
    }

    [Fact]
    public void Its_vector_is_the_teachers_final_feature()
    {
        using var scope = NewDisposeScope();
        using var model = new ImageTextModel(Options, CaptionVocabulary.Of(["a star"]), Initializer.Seeded(8));
        using var teacher = new SpatialTeacher(Options.Image);
        CheckpointLoader.Load(teacher.Network, OfficialKeys.Encoder, OfficialKeys.Encoder.State(model.Image).ToDictionary());
        var pictures = SmallEncoder.Frames(3, 1);

        Close.Check("final", teacher.Teach(pictures).Final, model.call(pictures, model.Numbers(["a star"])).Images, 1e-6);
    }

    [Fact]
    public void A_clip_without_the_caption_is_named()
    {
        var refused = Assert.Throws<ManifestException>(() => ImageTextObjective.Create(Options with { CaptionColumn = "av_captions" }, Clips));
        Assert.Contains("'0' of 'three' has no column 'av_captions'", refused.Message);
    }

    [Fact]
    public void Video_networks_are_refused()
    {
        var video = Options with { Image = Options.Image with { Encoder = SmallEncoder.Options } };
        Assert.Equal(nameof(ImageTextOptions.Image), Assert.Throws<ArgumentOutOfRangeException>(video.Validate).ParamName);
    }

    private static ClipBatch Batch() => new(SmallEncoder.Frames(3, 1), ["0", "1", "2"]);
}
