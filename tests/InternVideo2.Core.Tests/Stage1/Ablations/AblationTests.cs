using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>
/// Arms side by side learn what each would learn alone, go on after an interruption with the rows they would have had, and do not drag each other down.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class AblationTests
{
    private const int Steps = 6;

    private static readonly Stage1Options Options = SmallStage1.Options with
    {
        Student = SmallStage1.Options.Student with { DropPath = 0.2 },
        Training = new TrainerOptions
        {
            Epochs = 1,
            StepsPerEpoch = Steps,
            WarmupEpochs = 0,
            BatchSize = 3,
            BaseLearningRate = 3e-3,
            Scaling = LearningRateScaling.None,
            CheckpointEvery = 0,
        },
    };

    private static readonly (double, double)[] Weights = [(1, 0), (0, 1), (1, 0.5)];

    [Fact]
    public void An_arm_in_the_lab_is_the_run_it_would_be_alone()
    {
        using var loader = new NoiseClips(8, 12);
        using var folder = new TemporaryFolder();
        var ablation = Ablation.Over(Options, Weights, [3]);
        var losses = new Losses();
        ablation.Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab"), losses, threads: 2);

        var threads = get_num_threads();
        // A member of the team works on one thread; another number of threads may round differently.
        set_num_threads(1);
        foreach (var (i, arm) in ablation.Arms.Index())
        {
            using var alone = new DistillationRun(ablation.OptionsOf(arm, 3), NoiseClips.List(9), loader);
            var expected = new List<double>();
            alone.Trainer.StepDone += step => expected.Add(step.Loss);
            alone.Trainer.Run();
            Assert.Equal(expected, losses.Of(arm.Name));
            using var saved = InternVideo2.Checkpoints.SafetensorsFile.Open(folder.File($"lab/seed-3-weights/arm-{i}.safetensors"));
            foreach (var (name, parameter) in alone.Objective.NamedParameters())
            {
                using var weights = saved.Read(name);
                Assert.True(weights.Equals(parameter), name);
            }
        }
        set_num_threads(threads);
    }

    [Fact]
    public void An_interrupted_ablation_goes_on_with_the_same_rows()
    {
        using var loader = new NoiseClips(8, 12);
        var ablation = Ablation.Over(Options, Weights, [1, 2]);
        var whole = ablation.Run(NoiseClips.List(9), loader, loader.Probes);

        using var folder = new TemporaryFolder();
        foreach (var stop in (int[])[2, 5, 3])
        {
            using var source = new CancellationTokenSource();
            var seen = 0;
            var progress = new Losses { AfterStep = _ => { if (++seen == stop) source.Cancel(); } };
            Assert.ThrowsAny<OperationCanceledException>(() =>
                ablation.Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab"), progress, cancellation: source.Token));
        }
        var resumed = ablation.Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab"));

        Assert.Equal(Csv(whole), Csv(resumed));
        Assert.Equal(6, resumed.Rows.Count);
        // And all of it is there without any training.
        Assert.Equal(Csv(whole), Csv(ablation.Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab"), new Losses { AfterStep = _ => Assert.Fail("trained again") })));
    }

    [Fact]
    public void A_cache_of_the_teachers_changes_nothing()
    {
        using var loader = new NoiseClips(8, 12);
        using var folder = new TemporaryFolder();
        var ablation = Ablation.Over(Options with { Draws = 1 }, Weights, [1]);
        var live = ablation.Run(NoiseClips.List(9), loader, loader.Probes);
        var cache = new TeacherCacheOptions { Folder = folder.File("cache") };
        Assert.Equal(Csv(live), Csv(ablation.Run(NoiseClips.List(9), loader, loader.Probes, cache: cache)));
        Assert.Equal(Csv(live), Csv(ablation.Run(NoiseClips.List(9), loader, loader.Probes, cache: cache)));
    }

    [Fact]
    public void Another_ablation_does_not_go_on_from_the_folder()
    {
        using var loader = new NoiseClips(8, 12);
        using var folder = new TemporaryFolder();
        Ablation.Over(Options, Weights, [1]).Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab"));
        var fewer = Ablation.Over(Options, Weights[..2], [1]);
        var refused = Assert.Throws<RunStateException>(() => fewer.Run(NoiseClips.List(9), loader, loader.Probes, folder.File("lab")));
        Assert.Contains("another ablation", refused.Message);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_its_arm_alone()
    {
        using var loader = new NoiseClips(8, 12);
        // The weight alone is harmless for the raw terms; times a loss it leaves the range of float32.
        var ablation = Ablation.Over(Options, [(1, 1), (1e39, 1)], [1]);
        var table = ablation.Run(NoiseClips.List(9), loader, loader.Probes);
        var alone = Ablation.Over(Options, [(1, 1)], [1]).Run(NoiseClips.List(9), loader, loader.Probes);

        var (sound, stopped) = (table.Rows[0], table.Rows[1]);
        Assert.Null(sound.Stopped);
        Assert.Equal(alone.Rows[0].Losses, sound.Losses);
        Assert.Equal(0, stopped.Steps);
        Assert.Contains("Step 1", stopped.Stopped);
        Assert.Empty(stopped.Accuracy);
        Assert.Null(table.Mean(stopped.Arm, "level"));
    }

    [Fact]
    public void Every_term_is_measured_for_every_arm()
    {
        using var loader = new NoiseClips(8, 12);
        var table = Ablation.Over(Options, Weights, [1]).Run(NoiseClips.List(9), loader, loader.Probes);
        Assert.Equal([DistillationObjective.MiddleName, DistillationObjective.FinalName, DistillationObjective.MotionName], table.Losses);
        Assert.Equal(["level"], table.Factors);
        Assert.All(table.Rows, row => Assert.Equal((3, 12), (row.Losses.Count, row.Accuracy["level"].Count)));
        Assert.All(table.Rows, row => Assert.InRange(row.Losses.Values.Max(), 0, 4));
    }

    private static string Csv(AblationTable table)
    {
        using var writer = new StringWriter();
        AblationCsv.Write(table, writer);
        return writer.ToString();
    }

    /// <summary>The losses of every arm, step by step.</summary>
    private sealed class Losses : IProgress<AblationProgress>
    {
        private readonly List<AblationProgress> _reports = [];

        public Action<AblationProgress> AfterStep { get; init; } = _ => { };

        public IEnumerable<double> Of(string arm) => _reports.Select(report => report.Arms.Single(a => a.Name == arm).Loss);

        public void Report(AblationProgress value)
        {
            _reports.Add(value);
            AfterStep(value);
        }
    }
}
