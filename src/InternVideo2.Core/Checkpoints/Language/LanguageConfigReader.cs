using System.Text.Json;
using InternVideo2.Language;

namespace InternVideo2.Checkpoints;

/// <summary>Reads the entries of a config.json; what the file leaves out has the value that the official class gives it.</summary>
internal sealed class LanguageConfigReader(JsonElement root, string path)
{
    public LanguageConfig Read()
    {
        if (root.ValueKind != JsonValueKind.Object) throw new CheckpointException(path, "it is not a JSON object");
        var mistral = Kind() == "mistral";
        Refuse("hidden_act", value => value.ValueKind == JsonValueKind.String && value.GetString() is "silu" or "swish", "silu");
        Refuse("attention_bias", value => value.ValueKind == JsonValueKind.False, "false");
        Refuse("mlp_bias", value => value.ValueKind == JsonValueKind.False, "false");
        var heads = Integer("num_attention_heads") ?? throw Lacks("num_attention_heads");
        var options = new LanguageModelOptions
        {
            VocabularySize = Integer("vocab_size") ?? throw Lacks("vocab_size"),
            Width = Integer("hidden_size") ?? throw Lacks("hidden_size"),
            Depth = Integer("num_hidden_layers") ?? throw Lacks("num_hidden_layers"),
            Heads = heads,
            // Mistral's official class has 8 when the file says nothing, and as many as heads when it says null.
            KeyHeads = Integer("num_key_value_heads") ?? (mistral && !Has("num_key_value_heads") ? 8 : heads),
            HeadWidth = Integer("head_dim"),
            HiddenWidth = Integer("intermediate_size") ?? throw Lacks("intermediate_size"),
            NormEpsilon = Number(root, "rms_norm_eps") ?? 1e-6,
            RotaryBase = RotaryBase(),
            // The official class looks 4096 tokens back when the file says nothing, and all the way when it says null.
            Window = mistral ? Has("sliding_window") ? Integer("sliding_window") : 4096 : null,
            MaxPositions = Integer("max_position_embeddings") ?? (mistral ? 131072 : 2048),
            TiedHead = root.TryGetProperty("tie_word_embeddings", out var tied) && tied.ValueKind == JsonValueKind.True,
        };
        Validate(options);
        return new LanguageConfig { Model = options, Begin = Has("bos_token_id") ? Integer("bos_token_id") : 1, Ends = Ends(), Padding = Integer("pad_token_id") };
    }

    private string Kind()
    {
        var kind = root.TryGetProperty("model_type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "none";
        return kind is "llama" or "mistral"
            ? kind
            : throw new CheckpointException(path, "'model_type' names a model of another kind", expected: "llama or mistral", actual: kind,
                advice: kind == "phi3" ? "Phi-3 joins its matrices and stretches its positions in ways of its own; only its prompts and names are known here." : null);
    }

    /// <summary>Flat in older files, inside 'rope_parameters' in newer ones.</summary>
    private double RotaryBase()
    {
        foreach (var name in new[] { "rope_parameters", "rope_scaling" })
        {
            if (!root.TryGetProperty(name, out var rope) || rope.ValueKind == JsonValueKind.Null) continue;
            if (rope.ValueKind != JsonValueKind.Object) throw Wrong(name, "an object", rope);
            var type = rope.TryGetProperty("rope_type", out var value) || rope.TryGetProperty("type", out value) ? value.ToString() : "default";
            if (type != "default")
                throw new CheckpointException(path, $"'{name}' stretches the positions in a way this model has not", expected: "the type 'default'", actual: type);
            if (Number(rope, "rope_theta") is { } inside) return inside;
        }
        return Number(root, "rope_theta") ?? 10000;
    }

    private List<int> Ends()
    {
        if (!root.TryGetProperty("eos_token_id", out var value)) return [2];
        if (value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind != JsonValueKind.Array) return [Integer("eos_token_id")!.Value];
        return [.. value.EnumerateArray().Select(end => end.ValueKind == JsonValueKind.Number && end.TryGetInt32(out var id) ? id : throw Wrong("eos_token_id", "whole numbers", end))];
    }

    private void Refuse(string name, Func<JsonElement, bool> fits, string expected)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && !fits(value))
            throw new CheckpointException(path, $"'{name}' asks for something this model has not", expected: expected, actual: value.ToString());
    }

    private bool Has(string name) => root.TryGetProperty(name, out _);

    private int? Integer(string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : throw Wrong(name, "a whole number", value);
    }

    private double? Number(JsonElement from, string name)
    {
        if (!from.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(name, "a number", value);
    }

    private void Validate(LanguageModelOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException(path, $"it describes no language model: {e.Message}", inner: e);
        }
    }

    private CheckpointException Lacks(string name) => new(path, $"the entry '{name}' is missing", advice: "Take the config.json that belongs to the weights.");

    private CheckpointException Wrong(string name, string expected, JsonElement actual) =>
        new(path, $"the entry '{name}' is of the wrong kind", expected: expected, actual: actual.ToString());
}
