using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InternVideo2.Checkpoints;

namespace InternVideo2.Text;

/// <summary>What a tokenizer_config.json says beside the vocabulary. Fields that are not listed here are not kept.</summary>
public sealed record TokenizerConfig
{
    /// <summary>Text of the token that begins a text.</summary>
    public string? Begin { get; init; }

    /// <summary>Text of the token that ends an answer.</summary>
    public string? End { get; init; }

    /// <summary>Text of the token that fills up short texts.</summary>
    public string? Padding { get; init; }

    /// <summary>Whether every part between special tokens begins with a space of its own, as LLaMA's first tokenizer had it (stage 3, 13.4).</summary>
    public bool Legacy { get; init; } = true;

    /// <summary>Whether a space goes before the text where <see cref="Legacy"/> is off.</summary>
    public bool AddPrefixSpace { get; init; } = true;

    /// <summary>Tokens beside, or with more properties than, those of the vocabulary.</summary>
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Reads a folder's file.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="VocabularyException">The file is damaged.</exception>
    public static TokenizerConfig? Load(string folder)
    {
        var path = Path.Combine(folder, TokenizerFolder.ConfigFile);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            return Of(file.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new VocabularyException($"'{path}' is no description of a tokenizer ({error.Message}). Download it again, or remove it to use the usual settings.", error);
        }
    }

    /// <summary>Writes the file into a folder.</summary>
    public void Save(string folder)
    {
        var added = new JsonObject(Added.Select(token => KeyValuePair.Create(token.Id.ToString(CultureInfo.InvariantCulture), (JsonNode?)new JsonObject
        {
            ["content"] = token.Text,
            ["lstrip"] = token.StripLeft,
            ["normalized"] = false,
            ["rstrip"] = token.StripRight,
            ["single_word"] = false,
            ["special"] = token.Special,
        })));
        var file = new JsonObject
        {
            ["added_tokens_decoder"] = added,
            ["add_prefix_space"] = AddPrefixSpace,
            ["bos_token"] = Begin,
            ["clean_up_tokenization_spaces"] = false,
            ["eos_token"] = End,
            ["legacy"] = Legacy,
            ["pad_token"] = Padding,
        };
        var text = file.ToJsonString(TokenizerFolder.Readable);
        AtomicFile.Write(Path.Combine(folder, TokenizerFolder.ConfigFile), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static TokenizerConfig Of(JsonElement file) => new()
    {
        Begin = Token(file, "bos_token"),
        End = Token(file, "eos_token"),
        Padding = Token(file, "pad_token"),
        Legacy = Switch(file, "legacy") ?? true,
        AddPrefixSpace = Switch(file, "add_prefix_space") ?? true,
        Added = file.TryGetProperty("added_tokens_decoder", out var added)
            ? [.. added.EnumerateObject().Select(entry => new AddedToken(
                entry.Value.GetProperty("content").GetString() ?? "",
                int.Parse(entry.Name, CultureInfo.InvariantCulture),
                Switch(entry.Value, "special") ?? false,
                Switch(entry.Value, "lstrip") ?? false,
                Switch(entry.Value, "rstrip") ?? false))]
            : [],
    };

    /// <summary>Tokens stand as text or, in older files, as an object around the text.</summary>
    private static string? Token(JsonElement file, string name) => !file.TryGetProperty(name, out var token) ? null : token.ValueKind switch
    {
        JsonValueKind.String => token.GetString(),
        JsonValueKind.Object => token.GetProperty("content").GetString(),
        _ => null,
    };

    private static bool? Switch(JsonElement file, string name) =>
        file.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
