using InternVideo2.Language;

namespace InternVideo2.Checkpoints;

/// <content>Language models (stage 3, 5.1 and 6).</content>
public static partial class OfficialKeys
{
    /// <summary>What the adapter library puts before the keys of the model it wraps.</summary>
    internal const string AdapterWrap = "base_model.model.";

    /// <summary>What is in the keys of adapters alone.</summary>
    internal const string AdapterMark = ".lora_";

    /// <summary>A <see cref="LanguageModel"/> by itself, as in the files of Hugging Face.</summary>
    public static KeyTable Language { get; } = new("language model", LanguageRules("", ""));

    /// <summary>The same when embeddings and head are one matrix, which files may hold under both names.</summary>
    public static KeyTable TiedLanguage { get; } = new("language model", LanguageRules("", "")) { Implied = [new("lm_head.weight", "model.embed_tokens.weight")] };

    /// <summary>A <see cref="LanguageModel"/> inside the adapter library's wrapping.</summary>
    public static KeyTable AdaptedLanguage { get; } = new("language model with adapters", LanguageRules("", AdapterWrap));

    /// <summary>The same when embeddings and head are one matrix.</summary>
    public static KeyTable TiedAdaptedLanguage { get; } = new("language model with adapters", LanguageRules("", AdapterWrap))
    {
        Implied = [new(AdapterWrap + "lm_head.weight", AdapterWrap + "model.embed_tokens.weight")],
    };

    /// <summary>The table that fits a model by itself.</summary>
    public static KeyTable LanguageOf(LanguageModelOptions options) => options.TiedHead ? TiedLanguage : Language;

    /// <summary>The table that fits a model in the adapter library's wrapping.</summary>
    public static KeyTable AdaptedLanguageOf(LanguageModelOptions options) => options.TiedHead ? TiedAdaptedLanguage : AdaptedLanguage;

    /// <summary>The language model of a composite model.</summary>
    internal static (string Ours, string Official)[] LanguageRules(string ours, string official) =>
    [
        (ours + "words", official + "model.embed_tokens.weight"),
        .. DecoderLayers(ours + "layers.#.", official + "model.layers.#."),
        (ours + "norm.weight", official + "model.norm.weight"),
        .. Adapted(ours + "head", official + "lm_head"),
        .. AdapterAlone(ours + "tiedHeadAdapter", official + "lm_head"),
    ];

    /// <summary>LLaMA's own names of <see cref="Language"/>'s parameters; the rows of queries and keys are in another order (<see cref="OriginalLlama"/>).</summary>
    internal static KeyTable OriginalLanguage { get; } = new("original LLaMA",
    [
        ("model.embed_tokens.weight", "tok_embeddings.weight"),
        ("model.layers.#.self_attn.q_proj.weight", "layers.#.attention.wq.weight"),
        ("model.layers.#.self_attn.k_proj.weight", "layers.#.attention.wk.weight"),
        ("model.layers.#.self_attn.v_proj.weight", "layers.#.attention.wv.weight"),
        ("model.layers.#.self_attn.o_proj.weight", "layers.#.attention.wo.weight"),
        ("model.layers.#.mlp.gate_proj.weight", "layers.#.feed_forward.w1.weight"),
        ("model.layers.#.mlp.down_proj.weight", "layers.#.feed_forward.w2.weight"),
        ("model.layers.#.mlp.up_proj.weight", "layers.#.feed_forward.w3.weight"),
        ("model.layers.#.input_layernorm.weight", "layers.#.attention_norm.weight"),
        ("model.layers.#.post_attention_layernorm.weight", "layers.#.ffn_norm.weight"),
        ("model.norm.weight", "norm.weight"),
        ("lm_head.weight", "output.weight"),
    ]);

    /// <summary>Whether a key is of a matrix of queries, and whether of one of keys: those whose rows positions turn.</summary>
    internal static (bool Queries, bool Keys) TurnedRows(string official) =>
        (official.EndsWith(".q_proj.weight", StringComparison.Ordinal), official.EndsWith(".k_proj.weight", StringComparison.Ordinal));

    /// <summary>Names of the matrices in the adapter library's settings, in the order of <see cref="Layers.AdapterTargets"/>.</summary>
    internal static IReadOnlyList<(Layers.AdapterTargets Target, string Name)> AdapterTargetNames { get; } =
    [
        (Layers.AdapterTargets.Query, "q_proj"), (Layers.AdapterTargets.Key, "k_proj"), (Layers.AdapterTargets.Value, "v_proj"),
        (Layers.AdapterTargets.Projection, "o_proj"), (Layers.AdapterTargets.Gate, "gate_proj"), (Layers.AdapterTargets.Expand, "up_proj"),
        (Layers.AdapterTargets.Contract, "down_proj"), (Layers.AdapterTargets.Head, "lm_head"),
    ];

    private static (string Ours, string Official)[] DecoderLayers(string ours, string official) =>
    [
        .. Adapted(ours + "query", official + "self_attn.q_proj"),
        .. Adapted(ours + "key", official + "self_attn.k_proj"),
        .. Adapted(ours + "value", official + "self_attn.v_proj"),
        .. Adapted(ours + "projection", official + "self_attn.o_proj"),
        .. Adapted(ours + "gate", official + "mlp.gate_proj"),
        .. Adapted(ours + "expand", official + "mlp.up_proj"),
        .. Adapted(ours + "contract", official + "mlp.down_proj"),
        (ours + "norm1.weight", official + "input_layernorm.weight"),
        (ours + "norm2.weight", official + "post_attention_layernorm.weight"),
    ];

    private static (string Ours, string Official)[] Adapted(string ours, string official) =>
        [(ours + ".weight", official + ".weight"), (ours + ".bias", official + ".bias"), .. AdapterAlone(ours + ".adapter", official)];

    private static (string Ours, string Official)[] AdapterAlone(string ours, string official) =>
        [(ours + ".down", official + ".lora_A.default.weight"), (ours + ".up", official + ".lora_B.default.weight")];
}
