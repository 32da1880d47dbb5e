using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage2;
using InternVideo2.Tests.Encoders;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>A model of stage 2 small enough for tests, and batches of noise for it. Everything that draws is switched on.</summary>
internal static class SmallStage2
{
    private static readonly string[] Texts = ["a red star moves left", "a blue cross spins", "a green ring rests on a dark ground", "a bell plays"];

    public static WordPieceTokenizer Tokenizer { get; } = WordPieceTokenizer.Of(WordPieceVocabulary.Of(Texts));

    public static Stage2Options Options { get; } = new Stage2Options
    {
        Name = "small",
        Vision = SmallEncoder.Options with { Pictures = PicturePositions.FrameMean, DropPath = 0.1 },
        Text = new TextEncoderOptions { Width = 16, Depth = 3, FusionLayer = 1, Heads = 2, HiddenWidth = 32, MaxPositions = 24, Dropout = 0.1 },
        Audio = new AudioEncoderOptions
        {
            PatchSize = 4,
            PatchWidth = 12,
            Width = 16,
            Depth = 2,
            Heads = 2,
            HiddenWidth = 32,
            Buckets = 8,
            MaxDistance = 8,
            ConvolutionKernel = 4,
            ConvolutionGroups = 2,
            LayerDrop = 0.2,
            Dropout = 0.1,
        },
        ContrastWidth = 8,
        FusionWidth = 12,
        Losses = new AlignmentOptions { Pairs = MediaPairs.All, MaxTokens = 12 },
        Phase = AlignmentPhase.Masked with { VideoMaskRatio = 0.5 },
        Training = new TrainerOptions
        {
            Epochs = 4,
            StepsPerEpoch = 10,
            WarmupEpochs = 1,
            BatchSize = 4,
            BaseLearningRate = 1e-3,
            MinLearningRate = 1e-5,
            Scaling = LearningRateScaling.None,
            Schedule = RateSchedule.FlooredCosine,
            Idle = IdleParameters.Coast,
            Seed = 5,
        },
    }.For(Tokenizer);

    /// <summary>An objective with disturbed weights, training.</summary>
    public static AlignmentObjective Create(Func<Stage2Options, Stage2Options>? vary = null, AlignmentExtras? extras = null)
    {
        var options = vary?.Invoke(Options) ?? Options;
        var model = SmallEncoder.Disturbed(options.CreateModel());
        var objective = new AlignmentObjective(model, Tokenizer, options.Losses, options.Phase, extras);
        model.train();
        return objective;
    }

    /// <summary>Samples of noise that depends on the seed alone.</summary>
    public static ClipBatch Batch(MediaType media, int samples = 4, ulong seed = 9, IReadOnlyList<string>? groups = null)
    {
        using var generator = new Generator(seed);
        var frames = media == MediaType.Audio ? null : SmallEncoder.Frames(samples, media == MediaType.Image ? 1 : 4, seed: seed + 1);
        var sound = media is MediaType.Audio or MediaType.AudioVideo ? randn([samples, 13, 8], generator: generator) : null;
        string[] ids = [.. Enumerable.Range(0, samples).Select(i => $"{media} {seed} {i}")];
        IReadOnlyList<string> texts = [.. Enumerable.Range(0, samples).Select(i => Texts[(i + (int)seed) % Texts.Length])];
        string[] columns = media == MediaType.AudioVideo ? ["selected_audio_caption", "avs_captions", "caption"] : ["caption"];
        return new ClipBatch(frames, ids) { Media = media, Sound = sound, Captions = columns.ToDictionary(column => column, _ => texts), Groups = groups ?? ids };
    }
}
