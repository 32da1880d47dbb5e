using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

public sealed partial record Stage3Options
{
    /// <summary>VideoChat2 with Vicuna-7B: UMT-L, 4 frames in 3.1, 8 from then on (stage 3, 11.1; there 32 GPUs). MVBench 51.1.</summary>
    public static Stage3Options VideoChat2Vicuna { get; } = new()
    {
        Name = "videochat2-vicuna",
        Family = ChatFamily.Vicuna,
        Vision = new VisionEncoderOptions { Umt = new UmtEncoderOptions() },
        QFormer = Bridge(1024),
        Language = LanguageModelOptions.Llama7B,
        AdapterTargets = AdapterTargets.QueryAndValue,
        AlignmentFrames = 4,
        Connection = new ConnectionOptions { Style = PromptStyle.Vicuna, MaxTokens = 512, IgnoresPaddingNumber = true },
        Instruction = new InstructionOptions { Style = PromptStyle.Vicuna, BeginsWithNumber = true },
        AlignmentTraining = Released(1e-4, 0.01, epochs: 10, warmup: 0.2, batch: 32 * 128),
        ConnectionTraining = Released(1e-4, 0.01, epochs: 1, warmup: 0.2, batch: 32 * 4),
        InstructionTraining = Released(2e-5, 0.25, epochs: 3, warmup: 0.6, batch: 32 * 4),
    };

    /// <summary>VideoChat2 with Mistral-7B-Instruct-v0.2, 4 frames in 3.2, too (stage 3, 11.1; there 32 GPUs). MVBench 60.4; with high-resolution input 62.3.</summary>
    public static Stage3Options VideoChat2Mistral { get; } = VideoChat2Vicuna with
    {
        Name = "videochat2-mistral",
        Family = ChatFamily.Mistral,
        Language = LanguageModelOptions.Mistral7Bv02,
        AdapterTargets = AdapterTargets.All,
        ConnectionFrames = 4,
        Connection = new ConnectionOptions { Style = PromptStyle.Mistral, IgnoresPaddingNumber = true },
        Instruction = new InstructionOptions { Style = PromptStyle.Mistral, BeginsWithNumber = true },
        ConnectionTraining = Released(1e-4, 0.01, epochs: 1, warmup: 0.2, batch: 32 * 16),
    };

    /// <summary>
    /// VideoChat2 with Phi-3's sizes, prompts and names, as the recipe of Mistral (stage 3, 8.4 and 11.1). MVBench 55.1 with Phi-3 itself; this language model is a LLaMA of
    /// its sizes, so Phi-3's weights, whose matrices are joined and whose positions are stretched, are refused.
    /// </summary>
    public static Stage3Options VideoChat2Phi { get; } = VideoChat2Mistral with
    {
        Name = "videochat2-phi",
        Family = ChatFamily.Phi,
        Language = new LanguageModelOptions { VocabularySize = 32064, Width = 3072, HiddenWidth = 8192, NormEpsilon = 1e-5, MaxPositions = 131072 },
        Connection = new ConnectionOptions { Style = PromptStyle.Phi, IgnoresPaddingNumber = true },
        Instruction = new InstructionOptions { Style = PromptStyle.Phi, BeginsWithNumber = true },
        ConnectionTraining = Released(1e-4, 0.01, epochs: 1, warmup: 0.2, batch: 32 * 20),
        InstructionTraining = Released(2e-5, 0.25, epochs: 3, warmup: 0.6, batch: 32 * 8),
    };

    /// <summary>
    /// InternVideo2-Chat-8B: the 1B encoder, 4 frames in 3.1 and 3.2, 8 in 3.3, Mistral-7B-Instruct-v0.3 (stage 3, 10 and 11.2). MVBench 60.3; with high-resolution input 65.4.
    /// </summary>
    public static Stage3Options InternVideo2Chat8B { get; } = new()
    {
        Name = "internvideo2-chat-8b",
        Family = ChatFamily.InternVideo2,
        Vision = VisionEncoderOptions.Of(VideoEncoderOptions.Giant1B with { Gelu = GeluForm.Tanh, DropPath = 0.25, Pictures = PicturePositions.Own }),
        QFormer = Bridge(1408),
        Language = LanguageModelOptions.Mistral7Bv03,
        Connection = new ConnectionOptions { Style = PromptStyle.InternVideo2Chat, Asks = false, MaxTokens = 512, CleansCaptions = true },
        Instruction = new InstructionOptions { Style = PromptStyle.InternVideo2Chat, MaxTokens = 1024, FirstTurnAlone = true },
        AlignmentFrames = 4,
        ConnectionFrames = 4,
        AlignmentTraining = Released(1e-4, 0.01, epochs: 10, warmup: 0.2, batch: 32 * 128),
        ConnectionTraining = Step(1e-4, epochs: 1, batch: 2048) with { OtherRate = new OtherRate("lm|vision_encoder", 4e-5) },
        InstructionTraining = Step(2e-5, epochs: 3, batch: 256),
    };

    private static QFormerOptions Bridge(int media) => new() { MediaWidth = media, Queries = 32, ExtraQueries = 64 };

    /// <summary>AdamW as VideoChat2 uses it (stage 3, 11.1).</summary>
    private static TrainerOptions Released(double rate, double floor, int epochs, double warmup, int batch) => new()
    {
        Epochs = epochs,
        WarmupEpochs = warmup,
        BatchSize = batch,
        BaseLearningRate = rate,
        MinLearningRate = rate * floor,
        Scaling = LearningRateScaling.None,
        Schedule = RateSchedule.FlooredCosine,
        Beta1 = 0.9,
        Beta2 = 0.999,
        Epsilon = 1e-8,
        WeightDecay = 0.02,
        ClipNorm = 0,
        Seed = 42,
    };

    /// <summary>AdamW as in the training code of InternVideo2-Chat (stage 3, 11.2).</summary>
    private static TrainerOptions Step(double rate, int epochs, int batch) => Released(rate, 0.05, epochs, warmup: 0.2 * epochs, batch) with
    {
        Schedule = RateSchedule.CosineAfterWarmup,
        Epsilon = 1e-5,
        ClipNorm = 1,
    };
}
