using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>A run made from options alone repeats itself, learns, and continues from disk with the losses it would have had.</summary>
public sealed class DistillationRunTests
{
    private static readonly VideoEncoderOptions Body = new() { ImageSize = 28, Frames = 2, Width = 32, Depth = 2, Heads = 2, PoolHeads = 2, PooledWidth = 16, DropPath = 0.1 };

    private static readonly Stage1Options Options = new()
    {
        Name = "test",
        Student = Body,
        Spatial = new SpatialTeacherOptions { Encoder = Body with { Frames = 1, Positions = PositionKind.Image, DropPath = 0 }, Layers = LayerSelection.Last(1) },
        Motion = new MotionTeacherOptions { ImageSize = 28, Frames = 4, Width = 32, Depth = 2, Heads = 2, MlpRatio = 4, Layers = LayerSelection.Last(1) },
        Distillation = new DistillationOptions { SpatialLayers = LayerSelection.Last(1), MotionLayers = LayerSelection.Last(1), MaskRatio = 0.5 },
        Training = new TrainerOptions { Epochs = 20, WarmupEpochs = 1, BatchSize = 2, BaseLearningRate = 3e-3, Scaling = LearningRateScaling.None, Seed = 5 },
    };

    private static readonly ClipManifest Clips = ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(0, 4).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4"}""")), "noise", Path.GetTempPath());

    [Fact]
    public void Equal_options_give_equal_losses_and_the_losses_fall()
    {
        var first = Train(Options, 40);
        Assert.Equal(first, Train(Options, 40));
        Assert.NotEqual(first, Train(Options with { Training = Options.Training with { Seed = 6 } }, 40));
        Assert.True(first[^5..].Average() < first[..5].Average() * 0.9);
    }

    [Fact]
    public void A_run_from_disk_goes_on_as_if_nothing_had_happened()
    {
        var whole = Train(Options, 12);
        using var folder = new TemporaryFolder();
        var saved = folder.File("run");
        var losses = Train(Options, 5, folder: saved);
        losses.AddRange(Train(Options, 7, resumeFrom: saved));
        Assert.Equal(whole, losses);
    }

    [Fact]
    public void The_loader_follows_the_models_size()
    {
        using var loader = DistillationRun.CreateLoader(Options);
        Assert.Contains("Frames = 4", loader.Fingerprint);
        Assert.Contains("Size = 28", loader.Fingerprint);
    }

    private static List<double> Train(Stage1Options options, int steps, string? folder = null, string? resumeFrom = null)
    {
        var losses = new List<double>();
        using var loader = new NoiseLoader();
        using var run = new DistillationRun(options, Clips, loader);
        if (resumeFrom is not null) run.Trainer.Load(resumeFrom);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, folder);
        return losses;
    }

    /// <summary>Clips of noise that depends on the clip alone.</summary>
    private sealed class NoiseLoader : IClipLoader
    {
        public string Fingerprint => "noise";

        public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
        {
            using var generator = new Generator(ulong.Parse(clip.Id));
            return randn([3, 4, 28, 28], generator: generator);
        }

        public void Dispose()
        {
        }
    }
}
