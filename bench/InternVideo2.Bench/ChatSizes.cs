using System.Text.Json;
using InternVideo2.Language;

namespace InternVideo2.Bench;

/// <summary>
/// The language model of both sides: 512 wide, 8 layers of 8 heads, 1376 wide inside, 32,000 words. A short prompt is what a clip of 96 visual rows and
/// a question make.
/// </summary>
internal static class ChatSizes
{
    public const int Short = 128;
    public const int Long = 1536;
    public const int Answer = 64;

    public static LanguageModelOptions Options { get; } = new()
    {
        VocabularySize = 32000,
        Width = 512,
        Depth = 8,
        Heads = 8,
        HiddenWidth = 1376,
        MaxPositions = 2048,
    };

    /// <summary>
    /// Floating-point operations of reading the long prompt, those alone that its next token needs: matrices, and attention to tokens up to one's own; in
    /// the last layer keys and values of all tokens, the rest and the head for the last token.
    /// </summary>
    public static double LongPromptFlops
    {
        get
        {
            double width = Options.Width, keysAndValues = 2 * width * width, others = 2 * width * width + 3 * width * Options.HiddenWidth;
            double layer = 2 * (keysAndValues + others) * Long + 2 * width * Long * (Long + 1.0);
            double lastLayer = 2 * keysAndValues * Long + 2 * others + 4 * width * Long;
            return (Options.Depth - 1) * layer + lastLayer + 2 * width * Options.VocabularySize;
        }
    }

    /// <summary>The line bench/chat.py reads.</summary>
    public static string ToJson(int threads) => JsonSerializer.Serialize(new Dictionary<string, int>
    {
        ["threads"] = threads,
        ["vocabulary"] = Options.VocabularySize,
        ["width"] = Options.Width,
        ["hidden"] = Options.HiddenWidth,
        ["depth"] = Options.Depth,
        ["heads"] = Options.Heads,
        ["positions"] = Options.MaxPositions,
        ["short"] = Short,
        ["long"] = Long,
        ["answer"] = Answer,
    });
}
