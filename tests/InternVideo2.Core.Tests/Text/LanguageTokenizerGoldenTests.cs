using System.Text;
using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Text;

/// <summary>The tokenizers of language models encode and decode as the libraries do that the models were made with.</summary>
[Trait("Category", "Golden")]
public sealed class LanguageTokenizerGoldenTests
{
    [GoldenTheory("stage3_hf/bytebpe", "stage3_hf/tok")]
    public void Hugging_Face(string file)
    {
        if (!file.EndsWith(".expected.json", StringComparison.Ordinal))
        {
            Assert.NotInRange(HuggingFaceTokenizer.Load(GoldenFolder.FullPath(file)).Count, 0, 256);
            return;
        }
        using var golden = Expected.Read(file);
        if (golden.TokenizerPath is not { } path) return;
        var tokenizer = HuggingFaceTokenizer.Load(path);
        Assert.Equal(golden.Number("total"), tokenizer.Count);
        golden.CheckEncoding(tokenizer, "ids");
        golden.CheckDecoding(tokenizer, skipSpecial: false);
    }

    [GoldenTheory("stage3_hf/sp")]
    public void SentencePiece(string file)
    {
        if (file.EndsWith(".model", StringComparison.Ordinal))
        {
            Assert.NotInRange(SentencePieceTokenizer.Load(GoldenFolder.FullPath(file)).Count, 0, 256);
            return;
        }
        using var golden = Expected.Read(file);
        if (golden.TokenizerPath is { } path) Check(golden, SentencePieceTokenizer.Load(path), "vocab_size");
    }

    [GoldenTheory("stage3/tokenizer/")]
    public void Both(string file)
    {
        var path = GoldenFolder.FullPath(file);
        if (file.EndsWith(".model", StringComparison.Ordinal)) Assert.NotInRange(SentencePieceTokenizer.Load(path).Count, 0, 256);
        else if (file.EndsWith(".tokenizer.json", StringComparison.Ordinal)) Assert.NotInRange(HuggingFaceTokenizer.Load(path).Count, 0, 256);
        else
        {
            using var golden = Expected.Read(file);
            if (file.EndsWith(".expected.json", StringComparison.Ordinal))
                golden.CheckEncoding(HuggingFaceTokenizer.Load(path.Replace(".expected.", ".tokenizer.", StringComparison.Ordinal)), "ids");
            else if (golden.TokenizerPath is { } model) Check(golden, SentencePieceTokenizer.Load(model), null);
        }
    }

    [GoldenTheory("stage3_hf/wordpiece", "stage3_hf/wordpiece.expected")]
    public void WordPiece(string file)
    {
        var tokenizer = WordPieceTokenizer.Load(Path.Combine(Path.GetDirectoryName(GoldenFolder.FullPath(file))!, "wordpiece_vocab.txt"));
        if (!file.EndsWith(".json", StringComparison.Ordinal))
        {
            Assert.NotEmpty(tokenizer.Vocabulary);
            return;
        }
        using var golden = Expected.Read(file);
        Assert.All(golden.Cases("encode_examples"), example =>
        {
            Assert.Equal(Expected.Ids(example, "ids"), tokenizer.Encode(Expected.Text(example), int.MaxValue)[1..]);
            Assert.Equal(example.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()), tokenizer.Tokens(Expected.Text(example)));
        });
        Assert.All(golden.Cases("decode_examples"), example =>
        {
            using var cut = tokenizer.Sentences([example.GetProperty("text").GetString()!], 8, padTo: 8);
            Assert.Equal(Expected.Ids(example, "truncated_padded_to_8"), cut.Ids.data<long>().ToArray().Select(id => (int)id));
            Assert.Equal(Expected.Ids(example, "attention_mask"), cut.Mask.data<long>().ToArray().Select(kept => (int)kept));
            int[] pair = [.. tokenizer.Sentence(example.GetProperty("text").GetString()!, 512), .. tokenizer.Sentence(example.GetProperty("text_pair").GetString()!, 512)[1..]];
            Assert.Equal(Expected.Ids(example, "ids"), pair);
        });
    }

    private static void Check(Expected golden, SentencePieceTokenizer tokenizer, string? count)
    {
        if (count is not null) Assert.Equal(golden.Number(count), tokenizer.Count);
        foreach (var piece in golden.Cases("pieces"))
        {
            var actual = tokenizer.Model.Pieces[piece.GetProperty("id").GetInt32()];
            Assert.Equal(piece.GetProperty("piece").GetString(), actual.Text);
            Assert.Equal(piece.GetProperty("score").GetSingle(), actual.Score);
            Assert.Equal(piece.GetProperty("type").GetInt32(), (int)actual.Kind);
        }
        golden.CheckEncoding(tokenizer, "ids");
        golden.CheckDecoding(tokenizer, skipSpecial: true);
    }

    /// <summary>A file of examples.</summary>
    private sealed class Expected : IDisposable
    {
        private readonly JsonDocument document;

        private Expected(JsonDocument document, string? tokenizerPath) => (this.document, TokenizerPath) = (document, tokenizerPath);

        /// <summary>Of the file that made the examples; null where it lies outside of the golden folder and is not there.</summary>
        public string? TokenizerPath { get; }

        public static Expected Read(string file)
        {
            var path = GoldenFolder.FullPath(file);
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            Assert.NotEmpty(root.GetProperty("encode_examples").EnumerateArray());
            var name = root.TryGetProperty("tokenizer", out var tokenizer) || root.TryGetProperty("model", out tokenizer) ? tokenizer.GetString()! : "";
            // A path with a folder begins beside the golden folder.
            var full = name.Contains('/') ? Path.Combine(GoldenFolder.Root, "..", name) : Path.Combine(Path.GetDirectoryName(path)!, name);
            return new Expected(document, File.Exists(full) ? full : null);
        }

        public int Number(string name) => document.RootElement.GetProperty(name).GetInt32();

        public IEnumerable<JsonElement> Cases(string name) => document.RootElement.TryGetProperty(name, out var cases) ? cases.EnumerateArray() : [];

        public static int[] Ids(JsonElement example, string name) => [.. example.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

        public static string Text(JsonElement example) => Encoding.UTF8.GetString(example.GetProperty("utf8_base64").GetBytesFromBase64());

        public void CheckEncoding(ILanguageTokenizer tokenizer, string ids) =>
            Assert.All(Cases("encode_examples"), example => Assert.Equal(Ids(example, ids), tokenizer.Encode(Text(example))));

        public void CheckDecoding(ILanguageTokenizer tokenizer, bool skipSpecial)
        {
            Assert.All(Cases("encode_examples"), example =>
            {
                Assert.Equal(example.GetProperty("decoded").GetString(), tokenizer.Decode(Ids(example, "ids"), skipSpecial));
                if (example.TryGetProperty("decoded_skip_special", out var skipped)) Assert.Equal(skipped.GetString(), tokenizer.Decode(Ids(example, "ids")));
            });
            Assert.All(Cases("decode_examples"), example =>
            {
                Assert.Equal(example.GetProperty("text").GetString(), tokenizer.Decode(Ids(example, "ids"), skipSpecial));
                if (example.TryGetProperty("text_skip_special", out var skipped)) Assert.Equal(skipped.GetString(), tokenizer.Decode(Ids(example, "ids")));
            });
        }

        public void Dispose() => document.Dispose();
    }
}
