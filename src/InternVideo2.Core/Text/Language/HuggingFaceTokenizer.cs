using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using InternVideo2.Checkpoints;
using Tokenizers.DotNet;

namespace InternVideo2.Text;

/// <summary>
/// Any tokenizer.json, read by the Hugging Face library itself (package Tokenizers.DotNet, a thin layer over its Rust code): LLaMA's two forms, byte-level
/// pairs of the Qwen and GPT-2 kinds and whatever else the library knows (stage 3, 13.3). Thread-safe.
/// </summary>
/// <remarks>
/// The package can neither leave out the tokens that a file puts around every text nor choose whether special tokens are shown; so it is given the file
/// without a post-processor, with no token marked special, and special tokens are left out here. Its native part comes for Linux on x64.
/// </remarks>
public sealed class HuggingFaceTokenizer : ILanguageTokenizer
{
    private readonly Tokenizer library;
    private readonly string json;
    private readonly TokenizerConfig config;
    private readonly HashSet<int> special;

    private HuggingFaceTokenizer(Tokenizer library, string json, TokenizerConfig config, IReadOnlyDictionary<string, int> added, HashSet<int> special, int count)
    {
        (this.library, this.json, this.config, this.special, Count) = (library, json, config, special, count);
        int? Number(params IEnumerable<string?> names) => names.OfType<string>().Where(added.ContainsKey).Select(name => (int?)added[name]).FirstOrDefault();
        // Without a configuration the usual names are looked for.
        Begin = Number(config.Begin, "<s>");
        End = Number(config.End, "</s>", "<|endoftext|>");
        Padding = Number(config.Padding, "<pad>");
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int? Begin { get; }

    /// <inheritdoc/>
    public int? End { get; }

    /// <inheritdoc/>
    public int? Padding { get; }

    /// <summary>Reads a tokenizer.json and, if it lies beside it, tokenizer_config.json.</summary>
    /// <exception cref="VocabularyException">The library does not read the file; says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">The library has no native part for this machine.</exception>
    public static HuggingFaceTokenizer Load(string path) =>
        Of(File.ReadAllText(path), TokenizerConfig.Load(Path.GetDirectoryName(Path.GetFullPath(path))!), $"'{path}'");

    /// <summary>A tokenizer from the content of a tokenizer.json.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static HuggingFaceTokenizer Of(string json, TokenizerConfig? config = null) => Of(json, config, "given");

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        // The library refuses lone surrogates.
        var valid = Ascii.IsValid(text) ? text : string.Concat(text.EnumerateRunes());
        return [.. library.Encode(valid).Select(id => (int)id)];
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true)
    {
        foreach (var id in ids)
        {
            if (id < 0 || id >= Count) throw new ArgumentOutOfRangeException(nameof(ids), id, $"Number {id} is not in the vocabulary; allowed: 0 … {Count - 1}.");
        }
        return library.Decode([.. ids.Where(id => !skipSpecial || !special.Contains(id)).Select(id => (uint)id)]);
    }

    /// <inheritdoc/>
    public void Save(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, TokenizerFolder.JsonFile), stream => stream.Write(Encoding.UTF8.GetBytes(json)));
        config.Save(folder);
    }

    private static HuggingFaceTokenizer Of(string json, TokenizerConfig? config, string source)
    {
        try
        {
            var file = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("it is no JSON object");
            var added = file["added_tokens"].Deserialize<Added[]>(JsonSerializerOptions.Web) ?? [];
            var largest = file["model"]?["vocab"] switch
            {
                JsonObject pieces => pieces.Max(piece => piece.Value.Deserialize<int>()),
                JsonArray pieces => pieces.Count - 1,
                _ => throw new JsonException("its model has no vocabulary"),
            };
            foreach (var token in file["added_tokens"]?.AsArray() ?? []) token!["special"] = false;
            foreach (var name in new[] { "post_processor", "truncation", "padding" }) file[name] = null;
            return new HuggingFaceTokenizer(
                Open(file.ToJsonString()),
                json,
                config ?? new TokenizerConfig(),
                added.DistinctBy(token => token.Content).ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal),
                [.. added.Where(token => token.Special).Select(token => token.Id)],
                added.Select(token => token.Id).Append(largest).Max() + 1);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or TokenizerException)
        {
            throw new VocabularyException($"The tokenizer {source} cannot be used: {error.Message}. It must be a complete tokenizer.json; download it again.", error);
        }
    }

    /// <summary>The library reads files only.</summary>
    private static Tokenizer Open(string json)
    {
        var folder = Directory.CreateTempSubdirectory("iv2-tokenizer-");
        try
        {
            var path = Path.Combine(folder.FullName, TokenizerFolder.JsonFile);
            File.WriteAllText(path, json);
            return new Tokenizer(path);
        }
        catch (DllNotFoundException error)
        {
            throw new PlatformNotSupportedException(
                "The tokenizer library has no native part for this machine. Add the package Tokenizers.DotNet.runtime.* of your platform, or use the model's tokenizer.model.", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Added
    {
        [JsonRequired] public int Id { get; init; }

        public required string Content { get; init; }

        public bool Special { get; init; }
    }
}
