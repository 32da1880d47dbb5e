#if SECOND_DEVICE
using InternVideo2.Classification;
using InternVideo2.Clip;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Language.Training;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Stage3;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Stage1;
using InternVideo2.Tests.Stage2;
using InternVideo2.Tests.Stage3;
using InternVideo2.Tests.Teachers;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Devices;

/// <summary>Every stage trains where its model is, with the numbers of the CPU, and goes on elsewhere.</summary>
[Collection(AloneCollection.Name)]
public sealed class TrainingDeviceTests
{
    [Fact]
    public void The_second_device_computes_and_refuses_to_meet_the_first()
    {
        using var scope = NewDisposeScope();
        var here = arange(6, dtype: ScalarType.Float32).view(2, 3);
        var there = here.to(SecondDevice.Device);
        Assert.Equal(SecondDevice.Device.type, there.device.type);
        Assert.Equal([3, 12], there.sum(1).cpu().data<float>().ToArray());
        Assert.Equal([1, 4], there.select(1, 1).cpu().data<float>().ToArray());
        Assert.ThrowsAny<Exception>(() => there.add(here));
        Assert.ThrowsAny<Exception>(() => here.matmul(there.t()));
    }

    [Theory]
    [InlineData(MaskKind.Tube)]
    [InlineData(MaskKind.Random)]
    [InlineData(MaskKind.Attention)]
    public void Stage_1(MaskKind mask)
    {
        var options = SmallStage1.Options with { Distillation = SmallStage1.Options.Distillation with { Mask = mask } };
        Check(init => options.CreateObjective(init), () => SmallStage1.Batch());
    }

    [Theory]
    [InlineData(MediaType.Image)]
    [InlineData(MediaType.Video)]
    [InlineData(MediaType.Audio)]
    [InlineData(MediaType.AudioVideo)]
    public void Stage_2(MediaType media) => Check(
        init => new AlignmentObjective(SmallStage2.Options.CreateModel(init), SmallStage2.Tokenizer, SmallStage2.Options.Losses, SmallStage2.Options.Phase),
        () => SmallStage2.Batch(media));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Alignment_of_the_bridge(bool hard) => Check(
        init => new BridgeObjective(SmallBridge.Options.CreateModel(init), SmallStage2.Tokenizer, SmallBridge.Options.Losses with { HardNegatives = hard }),
        () => SmallStage2.Batch(MediaType.Video));

    [Fact]
    public void The_teachers_own_training()
    {
        Check(init => new VideoMaeObjective(new VideoMaeModel(SmallVideoMae.Options, init)), () => SmallVideoMae.Batch());
        var clips = Clips("""{"id":"a","video":"a","caption":"a red star","factors":{"motion":"left"}}""", """{"id":"b","video":"b","caption":"a blue ring","factors":{"motion":"right"}}""");
        Check(
            init => ClipLabelObjective.Create(new ClipLabelOptions { Encoder = SmallVideoMae.Options.Encoder, MaskRatio = 0.3, Factors = ["motion"] }, clips, init),
            () => SmallVideoMae.Batch());
        var seeing = new ImageTextOptions
        {
            Image = new SpatialTeacherOptions { Encoder = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image }, Layers = LayerSelection.Last(1) },
            TextWidth = 16,
            TextDepth = 1,
            TextHeads = 2,
            CaptionColumn = "caption",
        };
        Check(init => ImageTextObjective.Create(seeing, clips, init), () => new ClipBatch(SmallEncoder.Frames(2, 1), ["a", "b"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Classification(double cutMix)
    {
        var options = new ClassificationOptions { Mixing = new() { SwitchProbability = cutMix } };
        var labels = ClipLabels.From(Clips("""{"id":"a","video":"a","motion":"left"}""", """{"id":"b","video":"b","motion":"right"}"""), "motion");
        Check(
            init => new ClassificationObjective(new VideoClassifier(new VideoClassifierOptions { Encoder = SmallEncoder.Options, Classes = 2 }, init), labels, options),
            () => new ClipBatch(SmallEncoder.Frames(), ["a", "b"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Contrast_of_whole_clips_with_texts(bool large)
    {
        var tokenizer = BytePairTraining.Learn(["summarize: a red star"], new BytePairTrainingOptions { VocabularySize = 300 });
        var language = new ClipLanguageOptions { VocabularySize = 300, Width = 16, Depth = 2, Heads = 2, HiddenWidth = 20, OutputWidth = 8, Adapter = new(Rank: 2, Dropout: 0) };
        var options = new ClipOptions
        {
            Vision = ClipOptions.Tower(new VideoEncoderOptions { ImageSize = 12, PatchSize = 4, Frames = 4, Width = 16, Depth = 1, Heads = 2, PoolHeads = 2, PooledWidth = 8 }),
            AlignedWidth = large ? null : 8,
            Text = large ? null : new ClipTextOptions { VocabularySize = 600, Length = 8, Width = 16, Depth = 1, Heads = 2, OutputWidth = 8 },
            Language = large ? language : null,
        };
        ITokenizer reader = large ? new ClipLanguageTokenizer(tokenizer, language) : BytePairTokenizer.Of(["r e", "re d</w>"]);
        Check(
            init => new ClipObjective(new ClipModel(options, init), reader, new ClipTraining { Vision = true, Text = true, TextProjection = true }),
            () => new ClipBatch(SmallEncoder.Frames(), ["a", "b"]) { Captions = new Dictionary<string, IReadOnlyList<string>> { ["caption"] = ["a red star", "a blue ring"] } });
    }

    [Fact]
    public void A_language_model()
    {
        var small = new LanguageModelOptions { VocabularySize = 32, Width = 16, Depth = 2, Heads = 2, KeyHeads = 1, HiddenWidth = 32, MaxPositions = 32 };
        Check(init => new LanguageObjective(new LanguageModel(small, init)), () =>
        {
            using var ids = arange(16, dtype: ScalarType.Int64);
            using var mask = ones([2, 8], dtype: ScalarType.Int64);
            return new ClipBatch(null, ["a", "b"]) { Media = MediaType.Text, Tokens = new(ids.view(2, 8), mask.alias()) };
        });
    }

    [Theory]
    [InlineData(MediaType.Video)]
    [InlineData(MediaType.Image)]
    public void Connection_with_the_language_model(MediaType media) => Same(device =>
    {
        using var data = new SmallChat.Source(media);
        using var run = InstructionRun.Connection(SmallChat.Options, data, SmallChat.Tokenizers, device: device);
        return Train(run.Trainer, run.Objective, device);
    });

    [Theory]
    [InlineData(MediaType.Video)]
    [InlineData(MediaType.Text)]
    public void Instruction(MediaType media) => Same(device =>
    {
        using var data = new SmallChat.Source(media);
        using var run = InstructionRun.Instruction(SmallChat.Options, data, SmallChat.Tokenizers, device: device);
        return Train(run.Trainer, run.Objective, device);
    });

    [Fact]
    public void A_run_goes_on_where_another_device_left_it()
    {
        using var folder = new TemporaryFolder();
        var whole = Distil(CPU, 6);
        var before = Distil(SecondDevice.Device, 3, save: folder.File("run"));
        var after = Distil(CPU, 3, load: folder.File("run"));
        Near(whole, [.. before, .. after]);
    }

    private static ClipManifest Clips(params string[] lines) => ClipManifest.Parse(string.Join("\n", lines), "clips", Path.GetTempPath());

    private static List<double> Distil(Device device, int steps, string? save = null, string? load = null)
    {
        var losses = new List<double>();
        using var objective = SmallStage1.Options.CreateObjective(Initializer.Seeded(3, device));
        using var data = new Repeated(() => SmallStage1.Batch());
        using var random = new RandomStreams(7);
        using var trainer = new Trainer(objective, data, Recipe(2), random);
        if (load is not null) trainer.Load(load);
        trainer.StepDone += step => losses.Add(step.Loss);
        trainer.Run(steps, save);
        return losses;
    }

    private static void Check(Func<Initializer, IObjective> create, Func<ClipBatch> batch) => Same(device =>
    {
        using var objective = create(Initializer.Seeded(3, device));
        using var data = new Repeated(batch);
        using var random = new RandomStreams(7);
        using var first = batch();
        using var trainer = new Trainer(objective, data, Recipe(first.Ids.Count), random);
        return Train(trainer, objective, device);
    });

    private static TrainerOptions Recipe(int batch) => new()
    {
        Epochs = 2,
        StepsPerEpoch = 3,
        BatchSize = batch,
        BaseLearningRate = 1e-3,
        WarmupEpochs = 0,
        Scaling = LearningRateScaling.None,
    };

    private static void Same(Func<Device, List<double>> train) => Near(train(CPU), train(SecondDevice.Device));

    // The two round differently, and AdamW makes the most of it where a gradient is next to nothing.
    private static void Near(List<double> here, List<double> there)
    {
        Assert.Equal(here.Count, there.Count);
        foreach (var (expected, actual) in here.Zip(there)) Assert.Equal(expected, actual, 1e-4 * Math.Max(1, Math.Abs(expected)));
    }

    /// <returns>The losses of three steps, and the sums of the weights after them.</returns>
    private static List<double> Train(Trainer trainer, IObjective objective, Device device)
    {
        var numbers = new List<double>();
        trainer.StepDone += step => numbers.AddRange([step.Loss, .. step.Terms.Select(term => term.Value), step.GradientNorm]);
        trainer.Run(3);
        Assert.All(objective.NamedParameters(), p => Assert.Equal(device.type, p.Parameter.device.type));
        using var scope = NewDisposeScope();
        numbers.AddRange(objective.NamedParameters().Select(p => p.Parameter.sum().ToDouble()));
        return numbers;
    }

    private sealed class Repeated(Func<ClipBatch> batch) : IClipSource
    {
        public int BatchesPerEpoch => 3;

        public DataCursor Cursor { get; set; }

        public string Fingerprint => "repeated";

        public ClipBatch Next(CancellationToken cancellation = default) => batch();

        public void Dispose()
        {
        }
    }
}
#endif
