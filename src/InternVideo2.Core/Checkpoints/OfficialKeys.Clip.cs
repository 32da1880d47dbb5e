namespace InternVideo2.Checkpoints;

/// <content>The CLIP variant (stage 2, 15.2 and 16).</content>
public static partial class OfficialKeys
{
    /// <summary>Both sizes of <see cref="Clip.ClipModel"/>.</summary>
    public static KeyTable Clip { get; } = new("CLIP variant",
    [
        ("temperature", "temp"),
        .. Below("vision.", "vision_encoder.", VideoEncoder),
        ("align.norm.*", "vision_align.0.*"),
        ("align.projection.*", "vision_align.1.*"),
        .. Below("text.", "text_encoder.", ClipTextRules),
        .. Below("language.", "text_encoder.", ClipLanguageRules),
    ]);

    /// <summary>The small text tower by itself: <see cref="Clip.ClipTextTower"/>.</summary>
    public static KeyTable ClipText { get; } = new("CLIP text tower", ClipTextRules);

    /// <summary>The large text tower by itself: <see cref="Clip.ClipLanguageTower"/>.</summary>
    public static KeyTable ClipLanguage { get; } = new("CLIP language tower", ClipLanguageRules);

    /// <summary>Official names of the vision tower's matrices that get no weight decay; the text tower gets none at all (stage 2, 16.3).</summary>
    public static IReadOnlySet<string> ClipWithoutDecay { get; } = new HashSet<string>
    {
        "temp", "vision_encoder.pos_embed", "vision_encoder.pos_embed_spatial", "vision_encoder.pos_embed_temporal", "vision_encoder.pos_embed_cls",
        "vision_encoder.cls_token",
    };

    /// <summary>What the keys of a CLIP variant's text tower begin with.</summary>
    internal const string ClipTextPrefix = "text_encoder.";

    /// <summary>Beginnings of the keys that a language tower has beyond the language model.</summary>
    internal static IReadOnlyList<string> OfAdaptersAlone(int layers) =>
        [.. Enumerable.Range(0, layers).SelectMany(layer => new[] { "q", "v" }.Select(part => $"transformer.layers.{layer}.self_attn.{part}_proj.lora_"))];

    private static (string Ours, string Official)[] ClipTextRules =>
    [
        ("projection", "projection_layer"),
        ("words", "embedding_layer.weight"),
        ("positions", "positional_embedding.pos_embed.pos_embed"),
        ("blocks.#.norm1.*", "transformer.#.pre_norm_mha.0.*"),
        ("blocks.#.attention.qkv.*", "transformer.#.pre_norm_mha.1.qkv_proj.*"),
        ("blocks.#.attention.projection.*", "transformer.#.pre_norm_mha.1.out_proj.*"),
        ("blocks.#.norm2.*", "transformer.#.pre_norm_ffn.0.*"),
        ("blocks.#.mlp.expand.*", "transformer.#.pre_norm_ffn.1.*"),
        ("blocks.#.mlp.contract.*", "transformer.#.pre_norm_ffn.4.*"),
        ("norm.*", "final_layer_norm.*"),
    ];

    private static (string Ours, string Official)[] ClipLanguageRules =>
    [
        ("projection", "text_projection"),
        ("words", "transformer.embed_tokens.weight"),
        .. DecoderLayers("layers.#.", "transformer.layers.#."),
        ("norm.weight", "transformer.norm.weight"),
    ];
}
