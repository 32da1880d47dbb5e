using System.Text.Json;
using System.Text.Json.Nodes;
using InternVideo2.Language;
using InternVideo2.Text;

namespace InternVideo2.Checkpoints;

/// <summary>A language model as a folder of the Hugging Face library's form: config.json, model.safetensors, and its tokenizer's files.</summary>
public static class LanguageFolder
{
    /// <summary>How the model is built.</summary>
    public const string ConfigFile = "config.json";

    /// <summary>Its weights.</summary>
    public const string WeightsFile = "model.safetensors";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes the folder; it can be opened by the Hugging Face library, too. Each file is replaced as a whole, the weights last.</summary>
    /// <param name="folder">Is made if it is not there.</param>
    /// <param name="model">Without adapters.</param>
    /// <param name="tokenizer">What encodes its texts.</param>
    /// <exception cref="ArgumentException">The model has adapters, or fewer words than the tokenizer.</exception>
    /// <exception cref="IOException">A file cannot be written; an old one is unchanged.</exception>
    public static void Save(string folder, LanguageModel model, ILanguageTokenizer tokenizer)
    {
        if (model.Options.Adapter is not null) throw new ArgumentException("The language model has adapters, for which this form has no place. Save them by themselves.", nameof(model));
        TokenizerFolder.CheckFits(tokenizer, model.Options.VocabularySize, "the language model");
        Directory.CreateDirectory(folder);
        tokenizer.Save(folder);
        var config = JsonSerializer.SerializeToUtf8Bytes(Config(model.Options, tokenizer), Readable);
        AtomicFile.Write(Path.Combine(folder, ConfigFile), stream => stream.Write(config), config.Length);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), OfficialKeys.Language.State(model), new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static JsonObject Config(LanguageModelOptions options, ILanguageTokenizer tokenizer) => new()
    {
        ["architectures"] = new JsonArray(options.Window is null ? "LlamaForCausalLM" : "MistralForCausalLM"),
        ["model_type"] = options.Window is null ? "llama" : "mistral",
        ["vocab_size"] = options.VocabularySize,
        ["hidden_size"] = options.Width,
        ["intermediate_size"] = options.HiddenWidth,
        ["num_hidden_layers"] = options.Depth,
        ["num_attention_heads"] = options.Heads,
        ["num_key_value_heads"] = options.KeyHeadCount,
        ["head_dim"] = options.ChannelsPerHead,
        ["hidden_act"] = "silu",
        ["max_position_embeddings"] = options.MaxPositions,
        ["rms_norm_eps"] = options.NormEpsilon,
        ["rope_theta"] = options.RotaryBase,
        ["sliding_window"] = options.Window,
        ["tie_word_embeddings"] = options.TiedHead,
        ["attention_bias"] = false,
        ["bos_token_id"] = tokenizer.Begin,
        ["eos_token_id"] = tokenizer.End,
        ["pad_token_id"] = tokenizer.Padding,
        ["torch_dtype"] = "float32",
    };
}
