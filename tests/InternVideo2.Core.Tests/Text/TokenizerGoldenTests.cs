using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Text;

/// <summary>Texts of many scripts become the official tokens, and captions the official clean captions.</summary>
public sealed class TokenizerGoldenTests
{
    [GoldenTheory("stage2/tokenizer_tiny")]
    public void Tokenizer(string file)
    {
        var stem = file[..^Path.GetExtension(file).Length];
        if (stem.EndsWith("_vocab", StringComparison.Ordinal))
        {
            Assert.NotEmpty(WordPieceTokenizer.Load(GoldenFolder.FullPath(file)).Vocabulary);
            return;
        }
        var tokenizer = WordPieceTokenizer.Load(GoldenFolder.FullPath(stem + "_vocab.txt"));
        if (Path.GetExtension(file) == ".json") Pieces(file, tokenizer);
        else Padded(file, tokenizer);
    }

    [GoldenTheory("stage2/pre_text")]
    public void Caption_cleaning(string file)
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        Assert.All(cases.RootElement.EnumerateArray(), c =>
        {
            var limit = c.TryGetProperty("max_words", out var words) && words.ValueKind == JsonValueKind.Number ? words.GetInt32() : 0;
            Assert.Equal(c.GetProperty("out").GetString(), CaptionText.Clean(c.GetProperty("text").GetString()!, limit));
        });
    }

    private static void Pieces(string file, WordPieceTokenizer tokenizer)
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        Assert.All(cases.RootElement.EnumerateArray(), c =>
        {
            var text = c.GetProperty("text").GetString()!;
            Assert.Equal(c.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()), tokenizer.Tokens(text));
            Assert.Equal(c.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), tokenizer.Encode(text, int.MaxValue));
        });
    }

    private static void Padded(string file, WordPieceTokenizer tokenizer)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var texts = golden.Metadata("texts").EnumerateArray().Select(text => text.GetString()!).ToList();
        Assert.All(golden.Config.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()), length =>
        {
            using var batch = tokenizer.Batch(texts, length, padTo: length);
            golden.Check($"out.input_ids.{length}", batch.Ids, 0);
            golden.Check($"out.attention_mask.{length}", batch.Mask, 0);
        });
    }
}
