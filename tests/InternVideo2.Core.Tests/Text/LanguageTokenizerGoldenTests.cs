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
    [GoldenTheory("stage3_hf/bytebpe", "stage3_hf/tok", Absence = nameof(Absence))]
    public void Hugging_Face(string file)
    {
        if (!file.EndsWith(".expected.json", StringComparison.Ordinal))
        {
            Assert.NotInRange(HuggingFaceTokenizer.Load(GoldenFolder.FullPath(file)).Count, 0, 256);
            return;
        }
        using var golden = Expected.Read(file);
        var tokenizer = HuggingFaceTokenizer.Load(golden.TokenizerPath);
        Assert.Equal(golden.Number("total"), tokenizer.Count);
        golden.CheckEncoding(tokenizer, "ids");
        golden.CheckDecoding(tokenizer, skipSpecial: false);
    }

    [GoldenTheory("stage3_hf/sp", Absence = nameof(Absence))]
    public void SentencePiece(string file)
    {
        if (file.EndsWith(".model", StringComparison.Ordinal))
        {
            Assert.NotInRange(SentencePieceTokenizer.Load(GoldenFolder.FullPath(file)).Count, 0, 256);
            return;
        }
        using var golden = Expected.Read(file);
        Check(golden, SentencePieceTokenizer.Load(golden.TokenizerPath), "vocab_size");
    }

    [GoldenTheory("stage3/tokenizer/", Absence = nameof(Absence))]
    public void Both(string file)
    {
        var path = GoldenFolder.FullPath(file);
        if (file.EndsWith(".model", StringComparison.Ordinal)) Assert.NotInRange(SentencePieceTokenizer.Load(path).Count, 0, 256);
        else if (file.EndsWith(".tokenizer.json", StringComparison.Ordinal)) Assert.NotInRange(HuggingFaceTokenizer.Load(path).Count, 0, 256);
        else
        {
            using var golden = Expected.Read(file);
            if (file.EndsWith(".expected.json", StringComparison.Ordinal))
                golden.CheckEncoding(HuggingFaceTokenizer.Load(golden.TokenizerPath), "ids");
            else Check(golden, SentencePieceTokenizer.Load(golden.TokenizerPath), null);
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

    /// <summary>Why examples are not compared: their tokenizer is by design no golden file, and not here; null: they are.</summary>
    private static string? Absence(string file)
    {
        if (!file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".tokenizer.json", StringComparison.Ordinal)) return null;
        using var golden = Expected.Read(file);
        return golden.IsOutside && !File.Exists(golden.TokenizerPath) ? $"the tokenizer '{golden.TokenizerPath}' is not here" : null;
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
        // LLaMA's own, which its licence keeps out of the golden files.
        private const string Llama = "models/llama/tokenizer.model";

        private readonly JsonDocument document;

        private Expected(JsonDocument document, string tokenizerPath, bool isOutside) =>
            (this.document, TokenizerPath, IsOutside) = (document, tokenizerPath, isOutside);

        /// <summary>Of the file that made the examples.</summary>
        public string TokenizerPath { get; }

        /// <summary>Whether it lies beside the golden folder, where it may be missing.</summary>
        public bool IsOutside { get; }

        public static Expected Read(string file)
        {
            var path = GoldenFolder.FullPath(file);
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            Assert.NotEmpty(root.GetProperty("encode_examples").EnumerateArray());
            var name = root.TryGetProperty("tokenizer", out var tokenizer) || root.TryGetProperty("model", out tokenizer)
                ? tokenizer.GetString()!
                : Path.GetFileName(file) == "llama_real_expected.json" ? Llama
                : Path.GetFileName(file).Replace(".expected.", ".tokenizer.", StringComparison.Ordinal);
            // A path with a folder begins beside the golden folder.
            var outside = name.Contains('/');
            return new Expected(document, outside ? Path.GetFullPath(Path.Combine(GoldenFolder.Root, "..", name)) : Path.Combine(Path.GetDirectoryName(path)!, name), outside);
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
