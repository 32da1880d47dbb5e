using System.Text.Json;
using InternVideo2.Language;

namespace InternVideo2.Checkpoints;

/// <summary>
/// What the config.json of a language model says, in this project's terms (stage 3, 5.1). Read in the older and the newer form of the library that
/// writes such files; refused when the model is one that <see cref="LanguageModel"/> cannot be.
/// </summary>
public sealed record LanguageConfig
{
    /// <summary>Its name in a folder.</summary>
    public const string FileName = "config.json";

    private const long LengthLimit = 1 << 20;

    /// <summary>How the model is built.</summary>
    public required LanguageModelOptions Model { get; init; }

    /// <summary>Number of the token that begins a text; null: there is none.</summary>
    public int? Begin { get; init; } = 1;

    /// <summary>Numbers of the tokens that end an answer.</summary>
    public IReadOnlyList<int> Ends { get; init; } = [2];

    /// <summary>Number of the token that fills up short texts; null: there is none.</summary>
    public int? Padding { get; init; }

    /// <summary>A model with the special tokens of its tokenizer.</summary>
    public static LanguageConfig Of(LanguageModelOptions model, Text.ILanguageTokenizer tokenizer) => new()
    {
        Model = model,
        Begin = tokenizer.Begin,
        Ends = tokenizer.End is { } end ? [end] : [],
        Padding = tokenizer.Padding,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="CheckpointException">It is malformed, lacks a size, or describes another kind of model; the message names the entry.</exception>
    public static LanguageConfig Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > LengthLimit) throw new CheckpointException(path, "the file is too long", expected: $"at most {LengthLimit} bytes", actual: $"{stream.Length}");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="path">Where it comes from, for messages.</param>
    /// <inheritdoc cref="Read"/>
    public static LanguageConfig Parse(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            return new LanguageConfigReader(document.RootElement, path).Read();
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, $"it is not valid JSON ({e.Message})", inner: e);
        }
    }

    /// <summary>The text of such a file, which the libraries of Hugging Face read, too.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("architectures");
            json.WriteStringValue(Model.Window is null ? "LlamaForCausalLM" : "MistralForCausalLM");
            json.WriteEndArray();
            json.WriteString("model_type", Model.Window is null ? "llama" : "mistral");
            json.WriteString("hidden_act", "silu");
            json.WriteNumber("vocab_size", Model.VocabularySize);
            json.WriteNumber("hidden_size", Model.Width);
            json.WriteNumber("intermediate_size", Model.HiddenWidth);
            json.WriteNumber("num_hidden_layers", Model.Depth);
            json.WriteNumber("num_attention_heads", Model.Heads);
            json.WriteNumber("num_key_value_heads", Model.KeyHeadCount);
            json.WriteNumber("head_dim", Model.ChannelsPerHead);
            json.WriteNumber("rms_norm_eps", Model.NormEpsilon);
            json.WriteNumber("rope_theta", Model.RotaryBase);
            json.WriteNumber("max_position_embeddings", Model.MaxPositions);
            json.WriteBoolean("tie_word_embeddings", Model.TiedHead);
            if (Model.Window is { } window) json.WriteNumber("sliding_window", window);
            WriteTokens(json);
            json.WriteString("torch_dtype", "float32");
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private void WriteTokens(Utf8JsonWriter json)
    {
        Write(json, "bos_token_id", Begin);
        if (Ends.Count == 1) json.WriteNumber("eos_token_id", Ends[0]);
        else
        {
            json.WriteStartArray("eos_token_id");
            foreach (var end in Ends) json.WriteNumberValue(end);
            json.WriteEndArray();
        }
        Write(json, "pad_token_id", Padding);
    }

    private static void Write(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>Equal when all entries are.</summary>
    public bool Equals(LanguageConfig? other) =>
        other is not null && Model == other.Model && Begin == other.Begin && Padding == other.Padding && Ends.SequenceEqual(other.Ends);

    public override int GetHashCode() => HashCode.Combine(Model, Begin, Padding, Ends.Count);
}
