namespace InternVideo2.Checkpoints;

/// <content>The audio encoder (stage 2, 4 and 15.2).</content>
public static partial class OfficialKeys
{
    /// <summary>What the keys of the audio encoder begin with in files of stage 2.</summary>
    private const string AudioPart = "audio_encoder.";

    private const string AudioTable = "self_attn.relative_attention_bias.weight";

    /// <summary>An <see cref="Encoders.AudioEncoder"/> by itself, as in the public BEATs files.</summary>
    public static KeyTable Audio { get; } = new("audio encoder", AudioEncoder("", "")) { Implied = AudioImplied("") };

    /// <summary>An <see cref="Encoders.AudioTagger"/>, as in the public BEATs files that were fine-tuned for tagging.</summary>
    public static KeyTable AudioTagger { get; } =
        new("audio tagger", [.. AudioEncoder("encoder.", ""), ("predictor.*", "predictor.*")]) { Implied = AudioImplied("") };

    /// <summary>The audio encoder of a composite model.</summary>
    internal static (string Ours, string Official)[] AudioEncoder(string ours, string official) =>
    [
        (ours + "projection.*", official + "post_extract_proj.*"),
        (ours + "patchWeight", official + "patch_embedding.weight"),
        (ours + "patchBias", official + "patch_embedding.bias"),
        (ours + "convolution.bias", official + "encoder.pos_conv.0.bias"),
        (ours + "convolution.length", official + "encoder.pos_conv.0.weight_g"),
        (ours + "convolution.direction", official + "encoder.pos_conv.0.weight_v"),
        (ours + "layers.#.attention.gateScale", official + "encoder.layers.#.self_attn.grep_a"),
        (ours + "relativeBias", official + "encoder.layers.0." + AudioTable),
        (ours + "layers.#.attention.key.*", official + "encoder.layers.#.self_attn.k_proj.*"),
        (ours + "layers.#.attention.value.*", official + "encoder.layers.#.self_attn.v_proj.*"),
        (ours + "layers.#.attention.query.*", official + "encoder.layers.#.self_attn.q_proj.*"),
        (ours + "layers.#.attention.projection.*", official + "encoder.layers.#.self_attn.out_proj.*"),
        (ours + "layers.#.attention.gate.*", official + "encoder.layers.#.self_attn.grep_linear.*"),
        (ours + "layers.#.attentionNorm.*", official + "encoder.layers.#.self_attn_layer_norm.*"),
        (ours + "layers.#.expand.*", official + "encoder.layers.#.fc1.*"),
        (ours + "layers.#.contract.*", official + "encoder.layers.#.fc2.*"),
        (ours + "layers.#.mlpNorm.*", official + "encoder.layers.#.final_layer_norm.*"),
        (ours + "norm.*", official + "encoder.layer_norm.*"),
        (ours + "patchNorm.*", official + "layer_norm.*"),
    ];

    /// <summary>What <see cref="AudioEncoder"/> implies: all layers name the one table of relative positions.</summary>
    internal static ImpliedKey[] AudioImplied(string official) =>
        [new(official + "encoder.layers.#." + AudioTable, official + "encoder.layers.0." + AudioTable)];
}
