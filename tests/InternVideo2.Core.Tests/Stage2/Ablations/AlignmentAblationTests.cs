using InternVideo2.Audio;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage2;
using InternVideo2.Training;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>
/// Arms of a stage-2 ablation learn side by side what each would learn alone, whoever asked the frozen audio encoder; they go on after an interruption with the
/// rows they would have had, and have the measures that their terms allow.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class AlignmentAblationTests : IDisposable
{
    private const int Steps = 3;

    private static readonly Stage2Options Options = Stage2Options.Shapes with
    {
        Vision = Stage2Options.Shapes.Vision with { Width = 32, Depth = 1, Heads = 2, PoolHeads = 2, PooledWidth = 16 },
        Text = Stage2Options.Shapes.Text with { Width = 16, Depth = 2, FusionLayer = 1, Heads = 2, HiddenWidth = 16 },
        Audio = Stage2Options.Shapes.Audio! with { PatchWidth = 16, Width = 16, Depth = 1, Heads = 2, HiddenWidth = 16, ConvolutionGroups = 2 },
        ContrastWidth = 8,
        FusionWidth = 16,
        Training = Stage2Options.Shapes.Training with { StepsPerEpoch = Steps, BatchSize = 4, WarmupEpochs = 0, CheckpointEvery = 0 },
    };

    private static readonly IReadOnlyList<AlignmentVariation> PairSets = AlignmentVariation.PairSets(Options.Losses);

    private readonly ShapesMedia media = new(new()
    {
        TwoMotions = 0,
        Speech = false,
        Sound = new LogMelOptions { Seconds = 1 },
        Sampler = new IntervalSampler { Frames = 8 },
    });

    private Corpus Clips => media.AudioVideo(ShapesSplit.Train, 12);

    private AlignmentExam Exam => new(media.AudioVideo(ShapesSplit.Test, 6)) { Candidates = 2 };

    public void Dispose() => media.Dispose();

    [Fact]
    public void An_arm_in_the_lab_is_the_run_it_would_be_alone()
    {
        // Of the arms that hear, this one's model has no parts that only others need.
        var together = PairSets[1];
        var losses = new Losses();
        AlignmentAblation.Over(Options, ShapesVocabulary.Tokenizer, [PairSets[0], together], [3]).Run(Clips, Exam, progress: losses, threads: 2);

        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            var options = Options with { Losses = together.Losses, Training = Options.Training with { Seed = 3 } };
            using var data = new MediaMixer([Clips], new() { BatchSize = Options.Training.BatchSize, Seed = 3 });
            using var alone = new AlignmentRun(options, data, ShapesVocabulary.Tokenizer);
            var expected = new List<double>();
            alone.Trainer.StepDone += step => expected.Add(step.Loss);
            alone.Trainer.Run();
            Assert.Equal(expected, losses.Of(together.Name));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void An_interrupted_ablation_goes_on_with_the_same_rows()
    {
        var ablation = AlignmentAblation.Over(Options, ShapesVocabulary.Tokenizer, PairSets, [1]);
        var whole = ablation.Run(Clips, Exam);
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var stop = new Losses { AfterStep = step => { if (step == 2) source.Cancel(); } };
        Assert.ThrowsAny<OperationCanceledException>(() => ablation.Run(Clips, Exam, folder.File("lab"), stop, cancellation: source.Token));
        Assert.Equal(Csv(whole), Csv(ablation.Run(Clips, Exam, folder.File("lab"))));
    }

    [Fact]
    public void Arms_are_measured_by_what_they_contrast()
    {
        var silent = AlignmentVariation.OfBetas(AlignmentVariation.Seen(Options.Losses), 0, 1, 0);
        var table = AlignmentAblation.Over(Options, ShapesVocabulary.Tokenizer, [silent, PairSets[1]], [1]).Run(Clips, Exam);
        Assert.Equal(
            [AlignmentExam.Contrast, AlignmentExam.Reranked, AlignmentExam.Matched, AlignmentExam.Heard], table.Factors);
        Assert.Equal(["VTC", "VTM", "MLM"], table.Losses);
        Assert.Null(table.Mean(silent.Name, AlignmentExam.Heard));
        Assert.Equal(6, table.Rows[0].Accuracy[AlignmentExam.Contrast].Count);
        Assert.Equal(12, table.Rows[0].Accuracy[AlignmentExam.Matched].Count);
        Assert.Equal((0.0, 1.0, 0.0), (table.Arms[0]["beta1"], table.Arms[0]["beta2"], table.Arms[0]["AudioVideoFullText"]));
    }

    [Fact]
    public void An_arm_that_learns_nothing_from_videos_with_sound_is_refused()
    {
        var pictures = new AlignmentVariation("pictures", Options.Losses with { Pairs = MediaPairs.ImageText });
        var refused = Assert.Throws<ArgumentException>(() => AlignmentAblation.Over(Options, ShapesVocabulary.Tokenizer, [pictures], [1]));
        Assert.Contains("'pictures' learns nothing", refused.Message);
    }

    private static string Csv(AblationTable table)
    {
        using var writer = new StringWriter();
        AblationCsv.Write(table, writer);
        return writer.ToString();
    }

    private sealed class Losses : IProgress<AblationProgress>
    {
        private readonly List<AblationProgress> reports = [];

        public Action<long> AfterStep { get; init; } = _ => { };

        public void Report(AblationProgress value)
        {
            reports.Add(value);
            AfterStep(value.Step);
        }

        public IEnumerable<double> Of(string arm) => reports.Select(report => report.Arms.Single(a => a.Name == arm).Loss);
    }
}
