using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>The small language models of the golden files that write.</summary>
internal static class GoldenWriter
{
    private static readonly KeyTable Keys = new("language model",
        ("words", "model.embed_tokens.weight"),
        ("layers.#.norm1.weight", "model.layers.#.input_layernorm.weight"),
        ("layers.#.query.weight", "model.layers.#.self_attn.q_proj.weight"),
        ("layers.#.key.weight", "model.layers.#.self_attn.k_proj.weight"),
        ("layers.#.value.weight", "model.layers.#.self_attn.v_proj.weight"),
        ("layers.#.projection.weight", "model.layers.#.self_attn.o_proj.weight"),
        ("layers.#.norm2.weight", "model.layers.#.post_attention_layernorm.weight"),
        ("layers.#.gate.weight", "model.layers.#.mlp.gate_proj.weight"),
        ("layers.#.expand.weight", "model.layers.#.mlp.up_proj.weight"),
        ("layers.#.contract.weight", "model.layers.#.mlp.down_proj.weight"),
        ("norm.weight", "model.norm.weight"),
        ("head.weight", "lm_head.weight"));

    /// <summary>The model of a file that names its sizes as config.json does.</summary>
    public static LanguageModel OfLibrary(GoldenFile golden) => Load(golden, new LanguageModelOptions
    {
        VocabularySize = golden.Int("vocab_size"),
        Width = golden.Int("hidden_size"),
        Depth = golden.Int("num_hidden_layers"),
        Heads = golden.Int("num_attention_heads"),
        KeyHeads = golden.Int("num_key_value_heads"),
        HeadWidth = golden.Int("head_dim"),
        HiddenWidth = golden.Int("intermediate_size"),
        NormEpsilon = golden.Number("rms_norm_eps"),
        RotaryBase = golden.Number("rope_theta"),
        Window = golden.Config.TryGetProperty("sliding_window", out _) ? golden.Int("sliding_window") : null,
        MaxPositions = golden.Int("max_position_embeddings"),
        TiedHead = golden.Flag("tie_word_embeddings"),
    });

    /// <summary>The model of a file with the short names of sizes.</summary>
    public static LanguageModel OfShortNames(GoldenFile golden) => Load(golden, new LanguageModelOptions
    {
        VocabularySize = golden.Int("vocab"),
        Width = golden.Int("dim"),
        Depth = golden.Int("layers"),
        Heads = golden.Int("heads"),
        KeyHeads = golden.Int("kv"),
        HiddenWidth = golden.Int("inter"),
        NormEpsilon = golden.Number("eps", 1e-6),
        RotaryBase = golden.Number("theta"),
    });

    private static LanguageModel Load(GoldenFile golden, LanguageModelOptions options)
    {
        using var scope = NewDisposeScope();
        var model = new LanguageModel(options);
        CheckpointLoader.Load(model, Keys, golden.ReadAll("w."));
        model.eval();
        return model;
    }
}
