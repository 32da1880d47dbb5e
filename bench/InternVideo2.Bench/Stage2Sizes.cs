using System.Text.Json;
using InternVideo2.Encoders;
using InternVideo2.Stage2;

namespace InternVideo2.Bench;

/// <summary>
/// The sizes of a step of stage 2 on both sides: vision 192 × 8 layers on 4 frames of 112 pixels (80 % of the patches hidden), text 256 × 6 layers of
/// which the last 2 attend to the media, with the public vocabulary's 30,522 tokens, audio 192 × 4 layers on 10 s of sound, frozen. Eight videos with
/// sound and a caption each give the six terms of the released 6B configuration: VTC, VTM, MLM, AVTC, AVTM, AVMLM.
/// </summary>
internal static class Stage2Sizes
{
    public const int Batch = 8;

    /// <summary>Time steps and bands of the sound.</summary>
    public const int SoundFrames = 998;

    /// <inheritdoc cref="SoundFrames"/>
    public const int SoundBands = 64;

    /// <summary>Words of the eight captions; a class token is added to each.</summary>
    public static IReadOnlyList<int> Words { get; } = [9, 12, 15, 11, 18, 21, 14, 16];

    public static Stage2Options Options { get; } = new()
    {
        Name = "vision 192x8, text 256x6, audio 192x4",
        Vision = new VideoEncoderOptions
        {
            ImageSize = 112,
            Frames = 4,
            Width = 192,
            Depth = 8,
            Heads = 3,
            PoolHeads = 4,
            PooledWidth = 256,
            Pictures = PicturePositions.FrameMean,
        },
        Text = new TextEncoderOptions { Width = 256, Depth = 6, FusionLayer = 4, Heads = 4, HiddenWidth = 1024 },
        Audio = new AudioEncoderOptions { Width = 192, Depth = 4, Heads = 3, HiddenWidth = 768 },
        ContrastWidth = 256,
        FusionWidth = 256,
        Losses = new AlignmentOptions { Pairs = MediaPairs.Paper, MaxTokens = 40 },
        Phase = AlignmentPhase.Masked,
        Training = Stage1Sizes.Training with { BatchSize = Batch },
    };

    /// <summary>Patches that a mask leaves visible.</summary>
    public static int Visible => Options.Vision.Grid.Count - Masking.Masked(Options.Vision.Grid.Count, Options.Phase.VideoMaskRatio);

    /// <summary>The line bench/stage2.py reads.</summary>
    public static string ToJson(int threads)
    {
        var (vision, text, audio) = (Options.Vision, Options.Text, Options.Audio!);
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["batch"] = Batch,
            ["visible"] = Visible,
            ["threads"] = threads,
            ["sound"] = new[] { SoundFrames, SoundBands },
            ["words"] = Words,
            ["vision"] = Stage1Sizes.Encoder(vision),
            ["text"] = new Dictionary<string, object>
            {
                ["vocabulary"] = text.VocabularySize,
                ["width"] = text.Width,
                ["depth"] = text.Depth,
                ["fusion_layer"] = text.FusionLayer,
                ["heads"] = text.Heads,
                ["hidden"] = text.HiddenWidth,
                ["positions"] = text.MaxPositions,
                ["dropout"] = text.Dropout,
            },
            ["audio"] = new Dictionary<string, object>
            {
                ["patch"] = audio.PatchSize,
                ["patch_width"] = audio.PatchWidth,
                ["width"] = audio.Width,
                ["depth"] = audio.Depth,
                ["heads"] = audio.Heads,
                ["hidden"] = audio.HiddenWidth,
                ["buckets"] = audio.Buckets,
                ["distance"] = audio.MaxDistance,
                ["kernel"] = audio.ConvolutionKernel,
                ["groups"] = audio.ConvolutionGroups,
            },
            ["contrast"] = Options.ContrastWidth,
            ["fusion"] = Options.FusionWidth!,
        });
    }
}
