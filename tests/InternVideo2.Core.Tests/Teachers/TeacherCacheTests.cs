using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Stage1;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>
/// What a cache gives back is what the teachers would say now, bit for bit; another clip, weight or option is never answered from memory; what is
/// damaged is computed again; nothing grows beyond its limit.
/// </summary>
public sealed class TeacherCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(CachedTokens.All)]
    [InlineData(CachedTokens.Visible)]
    public void A_second_run_gives_the_same_bits_without_asking_the_teachers(CachedTokens tokens)
    {
        var live = Answers(null);
        using (var first = Cache(tokens: tokens)) Assert.Equal(live, Answers(first));
        using var second = Cache(tokens: tokens);

        Assert.Equal(live, Answers(second));

        Assert.Equal((4, 0), (second.Report.Hits, second.Report.Misses));
        Assert.Equal(tokens == CachedTokens.All, second.Report.Bytes > Size(CachedTokens.Visible));
    }

    [Fact]
    public void A_clip_is_answered_alike_in_any_company()
    {
        using var scope = NewDisposeScope();
        using var cache = Cache();
        var batch = SmallStage1.Batch(3).Frames;
        using var all = cache.Ask(batch, Seen(batch));
        using var visible = AllVisible(3);
        var together = (all.Attention(), all.Middle(visible), all.Final(), all.Motion(visible));

        var alone = batch.narrow(0, 1, 1);
        using var live = new LiveTeachers(SmallStage1.Options.Spatial.Create(), new MotionTeacher(SmallStage1.Options.Motion!));
        using var one = live.Ask(alone, Seen(alone));
        using var visibleAlone = AllVisible(1);

        Same(together.Item1.narrow(0, 4, 4), one.Attention());
        Same(together.Item2.narrow(1, 1, 1), one.Middle(visibleAlone));
        Same(together.Item3.narrow(0, 1, 1), one.Final());
        Same(together.Item4.narrow(1, 1, 1), one.Motion(visibleAlone));
    }

    [Fact]
    public void Another_mask_is_answered_only_where_all_tokens_are_kept()
    {
        foreach (var tokens in Enum.GetValues<CachedTokens>())
        {
            using (var first = Cache(tokens: tokens)) Answers(first, seed: 1);
            using var second = Cache(tokens: tokens);
            Assert.Equal(Answers(null, seed: 2), Answers(second, seed: 2));
            Assert.Equal(tokens == CachedTokens.All ? 0 : 4, second.Report.Misses);
        }
    }

    [Fact]
    public void Weights_that_change_are_noticed_at_once()
    {
        using var cache = Cache();
        using var live = new LiveTeachers(SmallStage1.Options.Spatial.Create(), new MotionTeacher(SmallStage1.Options.Motion!));
        Answers(cache);
        foreach (var network in new[] { cache.Spatial!.Network, cache.Motion!.Network, live.Spatial!.Network, live.Motion!.Network }) Nudge(network);

        Assert.Equal(Answers(live), Answers(cache));

        Assert.Equal((0, 8), (cache.Report.Hits, cache.Report.Misses));
    }

    [Fact]
    public void Other_weights_options_and_pixels_are_other_records()
    {
        var options = SmallStage1.Options;
        using (var first = Cache()) Answers(first);
        using (var init = Cache(options, Initializer.Seeded(9))) AllMiss(init);
        using (var form = Cache(options with { Motion = options.Motion! with { NormEpsilon = 1e-3 } })) AllMiss(form, spatialHits: true);
        using (var layers = Cache(options with { Spatial = options.Spatial with { Norm = FeatureNorm.None } })) AllMiss(layers, motionHits: true);
        using var moved = Cache();
        using var frames = SmallStage1.Batch().Frames;
        frames.mul_(1.0000002);
        Answers(moved, batch: frames);
        Assert.Equal(0, moved.Report.Hits);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(0.99)]
    public void A_damaged_record_is_computed_again(double place)
    {
        var live = Answers(null);
        using (var first = Cache()) Answers(first);
        foreach (var file in Files())
        {
            var bytes = File.ReadAllBytes(file);
            bytes[(int)(bytes.Length * place)] ^= 0x40;
            File.WriteAllBytes(file, bytes);
        }

        using (var second = Cache())
        {
            Assert.Equal(live, Answers(second));
            Assert.True(second.Report.Damaged > 0);
        }
        using var third = Cache();
        Assert.Equal(live, Answers(third));
        Assert.Equal(0, third.Report.Misses);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void A_torn_record_is_computed_again(int length)
    {
        var live = Answers(null);
        using (var first = Cache()) Answers(first);
        foreach (var file in Files()) File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);

        using var second = Cache();
        Assert.Equal(live, Answers(second));
        Assert.Equal(4, second.Report.Misses);
    }

    [Fact]
    public void A_record_under_the_name_of_another_is_refused()
    {
        var live = Answers(null);
        using (var first = Cache()) Answers(first);
        var finals = Files().Where(file => file.EndsWith(".final.safetensors", StringComparison.Ordinal)).ToList();
        File.Copy(finals[0], finals[1], overwrite: true);

        using var second = Cache();
        Assert.Equal(live, Answers(second));
        Assert.Equal(1, second.Report.Damaged);
    }

    [Fact]
    public void The_limit_holds_and_answers_stay_right()
    {
        var live = Answers(null);
        using var cache = Cache(maxBytes: 6000);
        Assert.Equal(live, Answers(cache));
        Assert.Equal(live, Answers(cache));
        Assert.True(cache.Report.Declined > 0);
        Assert.InRange(cache.Report.Bytes, 1, 6000);
        Assert.InRange(Files().Sum(file => new FileInfo(file).Length), 1, 6000);
    }

    [Fact]
    public void Two_at_once_share_a_folder()
    {
        var live = Answers(null);
        Parallel.For(0, 4, _ =>
        {
            using var cache = Cache();
            Assert.Equal(live, Answers(cache));
        });
        Assert.DoesNotContain(Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_run_is_the_same_with_and_without_and_across_a_stop()
    {
        var (live, _) = Train(12);
        var cache = new TeacherCacheOptions { Folder = _folder.File("cache") };
        var (stopped, _) = Train(5, cache, save: _folder.File("run"));
        var (resumed, report) = Train(7, cache, load: _folder.File("run"));

        Assert.Equal(live, stopped.Concat(resumed));
        // Two draws of four clips in batches of two: from the fifth step on everything is known, and both teachers' answers count.
        Assert.Equal((28, 0), (report.Hits, report.Misses));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var good = new TeacherCacheOptions { Folder = "x" };
        Assert.Contains("MaxBytes is 0", Assert.Throws<ArgumentOutOfRangeException>((good with { MaxBytes = 0 }).Validate).Message);
        Assert.Contains("Folder", Assert.Throws<ArgumentOutOfRangeException>((good with { Folder = "" }).Validate).Message);
        Assert.Contains("Tokens", Assert.Throws<ArgumentOutOfRangeException>((good with { Tokens = (CachedTokens)7 }).Validate).Message);
        Assert.Contains("Draws is 0", Assert.Throws<ArgumentOutOfRangeException>((SmallStage1.Options with { Draws = 0 }).Validate).Message);
    }

    public void Dispose() => _folder.Dispose();

    private TeacherCache Cache(
        Stage1Options? options = null, Initializer? init = null, CachedTokens tokens = CachedTokens.All, long maxBytes = 1 << 30)
    {
        options ??= SmallStage1.Options;
        var live = new LiveTeachers(options.Spatial.Create(init), new MotionTeacher(options.Motion!, init));
        return new TeacherCache(live, new TeacherCacheOptions { Folder = _folder.File($"cache {tokens}"), Tokens = tokens, MaxBytes = maxBytes });
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*.*", SearchOption.AllDirectories);

    private long Size(CachedTokens tokens)
    {
        using var cache = Cache(tokens: tokens);
        Answers(cache);
        return cache.Report.Bytes;
    }

    /// <summary>Everything an objective is told about a batch, as numbers.</summary>
    private static float[] Answers(ITeachers? teachers, ulong seed = 1, Tensor? batch = null)
    {
        using var scope = NewDisposeScope();
        using var live = new LiveTeachers(SmallStage1.Options.Spatial.Create(), new MotionTeacher(SmallStage1.Options.Motion!));
        using var objective = new DistillationObjective(
            new DistillationStudent(SmallStage1.Options.StudentWithDecoders), teachers ?? live, SmallStage1.Options.Distillation, ownsTeachers: false);
        using var random = new RandomStreams(seed);
        var frames = batch ?? SmallStage1.Batch().Frames;
        using var answer = objective.Ask(frames, objective.StudentFrames(frames), random["mask"]);
        Tensor[] parts = [answer.Mask.to(ScalarType.Float32), answer.Targets.Middle!, answer.Targets.Final!, answer.Targets.Motion!];
        return [.. parts.SelectMany(part => part.contiguous().data<float>().ToArray())];
    }

    private static void AllMiss(TeacherCache cache, bool spatialHits = false, bool motionHits = false)
    {
        Answers(cache);
        Assert.Equal((spatialHits ? 2 : 0) + (motionHits ? 2 : 0), cache.Report.Hits);
    }

    private static Tensor Seen(Tensor batch) => batch.slice(2, 0, batch.shape[2], 2).contiguous();

    private static VisibleTokens AllVisible(int clips) => VisibleTokens.FromMask(zeros([clips, 1 + 4 * 9], dtype: ScalarType.Bool), CPU);

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.contiguous().data<float>().ToArray(), actual.contiguous().data<float>().ToArray());
    }

    private static void Nudge(nn.Module network)
    {
        using var frozen = no_grad();
        network.parameters().Last().add_(0.01);
        network.parameters().First().mul_(1.01);
    }

    private static (List<double> Losses, TeacherCacheReport Report) Train(int steps, TeacherCacheOptions? cache = null, string? save = null, string? load = null)
    {
        var options = SmallStage1.Options with
        {
            Draws = 2,
            Student = SmallEncoder.Options with { DropPath = 0.1 },
            Training = new TrainerOptions { Epochs = 20, WarmupEpochs = 1, BatchSize = 2, BaseLearningRate = 3e-3, Scaling = LearningRateScaling.None, Seed = 5 },
        };
        var losses = new List<double>();
        using var loader = new DrawnNoise();
        var clips = ClipManifest.Parse(
            string.Join("\n", Enumerable.Range(0, 4).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4"}""")), "noise", Path.GetTempPath());
        using var run = new DistillationRun(options, clips, loader, cache);
        if (load is not null) run.Trainer.Load(load);
        run.Trainer.StepDone += step => losses.Add(step.Loss);
        run.Trainer.Run(steps, save);
        return (losses, (run.Objective.Teachers as TeacherCache)?.Report ?? new TeacherCacheReport(0, 0, 0, 0, 0));
    }

    /// <summary>Clips of noise that depends on the clip and on its draw.</summary>
    private sealed class DrawnNoise : IClipLoader
    {
        public string Fingerprint => "drawn noise";

        public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
        {
            using var generator = new Generator(random.NextUInt64() ^ ulong.Parse(clip.Id));
            return randn([3, 8, 12, 12], generator: generator);
        }

        public void Dispose()
        {
        }
    }
}
