using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Classification;

/// <summary>The published classifiers (stage 1, 9.6 and 10), by size; 8 or 16 frames, at 224 pixels. Drop-path rates are fine-tuning's.</summary>
public sealed partial record VideoClassifierOptions
{
    /// <summary>S/14 with 8 frames: 23.6 M parameters with 710 classes. K400 85.4 %, SSV2 71.6 %, K710 79.6 %.</summary>
    public static VideoClassifierOptions S14(int classes, int frames = 8) => Of(VideoEncoderOptions.S14, GeluForm.Erf, 0.1, classes, frames);

    /// <summary>B/14 with 8 frames: 90.0 M parameters with 710 classes. K400 88.4 %, SSV2 73.5 %, K710 83.5 %.</summary>
    public static VideoClassifierOptions B14(int classes, int frames = 8) => Of(VideoEncoderOptions.B14, GeluForm.Erf, 0.1, classes, frames);

    /// <summary>L/14 with 8 frames: 309.5 M parameters with 710 classes. K400 90.4 %, SSV2 76.4 %, K710 86.2 %.</summary>
    public static VideoClassifierOptions L14(int classes, int frames = 8) => Of(VideoEncoderOptions.L14, GeluForm.Erf, 0.1, classes, frames);

    /// <summary>1B. K400 91.3 % with 8 frames, 91.6 % with 16; SSV2 77.1 %, K710 87.6 %.</summary>
    public static VideoClassifierOptions Giant1B(int classes, int frames = 8) => Of(VideoEncoderOptions.Giant1B, GeluForm.Tanh, 0.3, classes, frames);

    /// <summary>6B. K400 91.9 % with 8 frames, 92.1 % with 16; SSV2 77.5 %, K710 88.1 %.</summary>
    public static VideoClassifierOptions Giant6B(int classes, int frames = 8) => Of(VideoEncoderOptions.Giant6B, GeluForm.Tanh, 0.35, classes, frames);

    /// <summary>The attentive probe: a frozen encoder, hence no drop path; with <paramref name="extraMlp"/> the variant of SSV2.</summary>
    public VideoClassifierOptions AsAttentiveProbe(bool extraMlp) => this with { Encoder = Encoder with { DropPath = 0 }, ExtraMlp = extraMlp };

    /// <summary>The linear probe on merged features that the official SSV2 runs use.</summary>
    public VideoClassifierOptions AsMergedProbe() => this with { Encoder = Encoder with { DropPath = 0 }, Input = HeadInput.ClassFramesPooled };

    private static VideoClassifierOptions Of(VideoEncoderOptions encoder, GeluForm gelu, double dropPath, int classes, int frames) => new()
    {
        Encoder = encoder with { Gelu = gelu, DropPath = dropPath, Frames = frames },
        Classes = classes,
    };
}
