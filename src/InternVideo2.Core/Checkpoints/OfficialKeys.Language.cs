namespace InternVideo2.Checkpoints;

/// <content>Language models (stage 3, 5.1).</content>
public static partial class OfficialKeys
{
    /// <summary>A <see cref="InternVideo2.Language.LanguageModel"/> by itself, as in the files of Hugging Face.</summary>
    public static KeyTable Language { get; } = new("language model",
    [
        ("words", "model.embed_tokens.weight"),
        .. new[] { ("query", "q_proj"), ("key", "k_proj"), ("value", "v_proj"), ("projection", "o_proj") }
            .SelectMany(pair => Adapted($"layers.#.{pair.Item1}", $"model.layers.#.self_attn.{pair.Item2}")),
        ("layers.#.gate.weight", "model.layers.#.mlp.gate_proj.weight"),
        ("layers.#.expand.weight", "model.layers.#.mlp.up_proj.weight"),
        ("layers.#.contract.weight", "model.layers.#.mlp.down_proj.weight"),
        ("layers.#.norm1.weight", "model.layers.#.input_layernorm.weight"),
        ("layers.#.norm2.weight", "model.layers.#.post_attention_layernorm.weight"),
        ("norm.weight", "model.norm.weight"),
        ("head.weight", "lm_head.weight"),
    ]);
}
