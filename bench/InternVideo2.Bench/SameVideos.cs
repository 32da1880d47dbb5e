using InternVideo2.Data;
using InternVideo2.Text;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>The same random videos with random sound and captions in every step, so that reading data costs nothing.</summary>
internal sealed class SameVideos : IClipSource
{
    private readonly Tensor _frames = randn([Stage2Sizes.Batch, 3, Stage2Sizes.Options.Vision.Frames, Stage2Sizes.Options.Vision.ImageSize, Stage2Sizes.Options.Vision.ImageSize]);
    private readonly Tensor _sound = randn([Stage2Sizes.Batch, Stage2Sizes.SoundFrames, Stage2Sizes.SoundBands]);

    /// <summary>As many tokens as the public vocabulary has; the words are w0, w1, ….</summary>
    public static WordPieceTokenizer Tokenizer { get; } = WordPieceTokenizer.Of(
        [.. SpecialTokens.All, .. Enumerable.Range(0, Stage2Sizes.Options.Text.VocabularySize - SpecialTokens.All.Count).Select(i => $"w{i}")]);

    public int BatchesPerEpoch => 1_000_000;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "one random batch";

    public ClipBatch Next(CancellationToken cancellation = default) => new(_frames.detach(), [.. Stage2Sizes.Words.Select((_, i) => $"random {i}")])
    {
        Media = MediaType.AudioVideo,
        Sound = _sound.detach(),
        Captions = new Dictionary<string, IReadOnlyList<string>>
        {
            ["avs_captions"] = [.. Stage2Sizes.Words.Select((words, i) => string.Join(' ', Enumerable.Range(0, words).Select(word => $"w{(997 * i) + (31 * word)}")))],
        },
    };

    public void Dispose()
    {
        _frames.Dispose();
        _sound.Dispose();
    }
}
