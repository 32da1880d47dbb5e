using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>A chat model that trains in milliseconds, and what it is trained on. All dropout is on, so that draws matter.</summary>
internal static class SmallChat
{
    private static readonly string[] Texts = ["a red star moves left", "a blue circle turns", "What moves?", "Which color is it?", "It is red."];

    public static ChatTokenizers Tokenizers { get; } = new(
        BytePairTraining.Learn(Texts, new BytePairTrainingOptions { VocabularySize = 400 }), WordPieceTokenizer.Of(WordPieceVocabulary.Of(Texts)));

    public static Stage3Options Options { get; } = Stage3Options.Tiny with
    {
        Vision = new VisionEncoderOptions
        {
            Video = Stage3Options.Tiny.Vision.Video! with { Width = 32, Depth = 2, Heads = 2, PoolHeads = 2, DropPath = 0.1 },
        },
        QFormer = Stage3Options.Tiny.QFormer with { Dropout = 0.1, DropPath = 0.1 },
        Adapter = new LowRankOptions(Rank: 4, Alpha: 8, Dropout: 0.1),
        ConnectionPhase = ChatPhase.Connection,
        InstructionPhase = ChatPhase.Instruction,
        Connection = Stage3Options.Tiny.Connection with { Asks = true },
        Instruction = Stage3Options.Tiny.Instruction with { QFormerReads = true },
        ConnectionTraining = Stage3Options.Tiny.ConnectionTraining with { StepsPerEpoch = 20, BatchSize = 2 },
        InstructionTraining = Stage3Options.Tiny.InstructionTraining with { StepsPerEpoch = 20, BatchSize = 2 },
    };

    /// <summary>Two samples with captions and conversations.</summary>
    /// <param name="media">Video, image or text alone.</param>
    /// <param name="seed">Of the pixels.</param>
    /// <param name="frames">Of a video.</param>
    public static ClipBatch Batch(MediaType media, ulong seed = 1, int frames = 8)
    {
        using var generator = new Generator(seed);
        var pixels = media == MediaType.Text ? null : randn([2, 3, media == MediaType.Image ? 1 : frames, 28, 28], ScalarType.Float32, generator: generator);
        return new ClipBatch(pixels, ["one", "two"])
        {
            Media = media,
            Captions = new Dictionary<string, IReadOnlyList<string>> { ["caption"] = Texts[..2] },
            Questions =
            [
                [new ClipQuestion("Look.", "What moves?", "a red star"), new ClipQuestion("", "Which color is it?", "It is red.")],
                [new ClipQuestion("", "What moves?", "a blue circle")],
            ],
        };
    }

    /// <summary>Batches of several media in turn, each depending on the cursor alone.</summary>
    public sealed class Source(params MediaType[] media) : IClipSource
    {
        public int BatchesPerEpoch => 10;

        public DataCursor Cursor { get; set; }

        public string Fingerprint => $"noise of {string.Join(", ", media)}";

        public ClipBatch Next(CancellationToken cancellation = default)
        {
            var number = Cursor.Position;
            Cursor = Cursor with { Position = number + 1 };
            return Batch(media[number % media.Length], seed: (ulong)(100 + number));
        }

        public void Dispose()
        {
        }
    }
}
