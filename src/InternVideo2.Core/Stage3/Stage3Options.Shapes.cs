using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;

namespace InternVideo2.Stage3;

public sealed partial record Stage3Options
{
    /// <summary>
    /// For the moving shapes: the small encoder of stage 2, a narrow bridge and a small language model that has learned the words of the set
    /// (<c>./iv2 train language</c>) in the form of Mistral's conversations.
    /// </summary>
    public static Stage3Options Shapes { get; } = new()
    {
        Name = "shapes",
        Vision = VisionEncoderOptions.Of(VideoEncoderOptions.Shapes, leftOut: 0),
        QFormer = new QFormerOptions
        {
            MediaWidth = 64,
            Queries = 8,
            ExtraQueries = 8,
            Width = 64,
            Depth = 4,
            Heads = 4,
            HiddenWidth = 128,
            MaxPositions = 64,
            Dropout = 0,
            DropPath = 0,
            ExtraQueryDeviation = 1,
            EmbeddingDeviation = 0.1,
        },
        Language = LanguageModelOptions.Tiny,
        Adapter = new LowRankOptions(Rank: 16, Alpha: 32, Dropout: 0),
        Connection = new ConnectionOptions { Asks = false },
        Instruction = new InstructionOptions { MaxTokens = 256, QFormerReads = false },
        AlignmentLosses = new BridgeLossOptions { MaxTokens = 40, HardNegatives = false },
        AlignmentTemporalFrames = 0,
        ContrastWidth = 64,
        AlignmentTraining = Released(1e-3, 0.01, epochs: 1, warmup: 0.06, batch: 32) with { StepsPerEpoch = 400, ClipNorm = 1 },
        ConnectionTraining = Released(1e-3, 0.01, epochs: 1, warmup: 0.06, batch: 16) with { StepsPerEpoch = 400, ClipNorm = 1 },
        InstructionTraining = Released(1e-3, 0.01, epochs: 1, warmup: 0.06, batch: 16) with { StepsPerEpoch = 600, ClipNorm = 1 },
    };

    /// <summary>For tests and first runs: seconds for a few steps of each sub-stage.</summary>
    public static Stage3Options Tiny { get; } = Shapes with
    {
        Name = "tiny",
        QFormer = Shapes.QFormer with { Queries = 4, ExtraQueries = 3, Width = 32, Depth = 2, HiddenWidth = 64 },
        Language = LanguageModelOptions.Tiny with { Width = 64, Depth = 2, HiddenWidth = 128 },
        AlignmentTraining = Shapes.AlignmentTraining with { StepsPerEpoch = 8, BatchSize = 4 },
        ConnectionTraining = Shapes.ConnectionTraining with { StepsPerEpoch = 8, BatchSize = 4 },
        InstructionTraining = Shapes.InstructionTraining with { StepsPerEpoch = 8, BatchSize = 4 },
    };
}
