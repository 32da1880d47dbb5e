using System.Globalization;

namespace InternVideo2.Checkpoints;

/// <summary>
/// The key names of the official checkpoints (stage 1, 1.10, 2 and 12). They occur nowhere else: modules are named in this project's own terms.
/// </summary>
public static partial class OfficialKeys
{
    // Properties, not fields: the parts of this class are initialised in no certain order.
    private static (string Ours, string Official)[] PlainBlock =>
    [
        ("blocks.#.norm1.*", "blocks.#.norm1.*"),
        ("blocks.#.attention.queryBias", "blocks.#.attn.q_bias"),
        ("blocks.#.attention.valueBias", "blocks.#.attn.v_bias"),
        ("blocks.#.attention.qkv.*", "blocks.#.attn.qkv.*"),
        ("blocks.#.attention.projection.*", "blocks.#.attn.proj.*"),
        ("blocks.#.attention.queryNorm.*", "blocks.#.attn.q_norm.*"),
        ("blocks.#.attention.keyNorm.*", "blocks.#.attn.k_norm.*"),
        ("blocks.#.scale1.*", "blocks.#.ls1.*"),
        ("blocks.#.norm2.*", "blocks.#.norm2.*"),
        ("blocks.#.mlp.expand.*", "blocks.#.mlp.fc1.*"),
        ("blocks.#.mlp.contract.*", "blocks.#.mlp.fc2.*"),
        ("blocks.#.scale2.*", "blocks.#.ls2.*"),
    ];

    private static (string Ours, string Official)[] Pool =>
    [
        ("pool.queryNorm.*", "clip_projector.norm1_q.*"),
        ("pool.keyNorm.*", "clip_projector.norm1_k.*"),
        ("pool.valueNorm.*", "clip_projector.norm1_v.*"),
        ("pool.queryBias", "clip_projector.cross_attn.q_bias"),
        ("pool.keyBias", "clip_projector.cross_attn.k_bias"),
        ("pool.valueBias", "clip_projector.cross_attn.v_bias"),
        ("pool.query.*", "clip_projector.cross_attn.q.*"),
        ("pool.key.*", "clip_projector.cross_attn.k.*"),
        ("pool.value.*", "clip_projector.cross_attn.v.*"),
        ("pool.projection.*", "clip_projector.cross_attn.proj.*"),
    ];

    /// <summary>A video or image encoder by itself: <see cref="Encoders.VideoEncoder"/>, and the network of the spatial teachers.</summary>
    public static KeyTable Encoder { get; } = new("encoder", VideoEncoder);

    /// <summary>The student of stage 1 with its decoders: <see cref="Stage1.DistillationStudent"/>.</summary>
    public static KeyTable Student { get; } = new("student",
    [
        ("encoder.classToken", "cls_token"),
        .. Positions("encoder.positions", ""),
        .. Positions("spatial.positions", "clip_"),
        .. Positions("motionPositions", "mae_"),
        .. Below("encoder.", "", [.. Patches, .. PlainBlock, .. Pool]),
        .. Decoder("spatial.decoders.#", "clip_decoder.#"),
        .. Decoder("spatial.final", "final_clip_decoder"),
        .. Decoder("motionDecoders.#", "mae_decoder.#"),
    ]);

    /// <summary>Every variant of <see cref="Classification.VideoClassifier"/>.</summary>
    public static KeyTable Classifier { get; } = new("classifier",
    [
        ("encoder.classToken", "cls_token"),
        .. Positions("encoder.positions", ""),
        .. Patches.Concat(PlainBlock).Concat(Pool).Select(rule => ("encoder." + rule.Ours, rule.Official)),
        ("extra.norm.*", "extra_mlp.0.*"),
        ("extra.mlp.expand.*", "extra_mlp.1.fc1.*"),
        ("extra.mlp.contract.*", "extra_mlp.1.fc2.*"),
        ("pooledNorm.*", "fc_norm.*"),
        ("merge.norm.*", "down_norm.*"),
        ("merge.reduce.*", "down.0.*"),
        ("head.*", "head.*"),
    ]);

    /// <summary>The network of <see cref="Teachers.MotionTeacher"/>.</summary>
    public static KeyTable MotionTeacher { get; } = new("motion teacher", MotionNetwork);

    /// <summary>VideoMAE with its decoder, whose encoder is a motion teacher: <see cref="Teachers.VideoMaeModel"/>.</summary>
    public static KeyTable VideoMae { get; } = new("VideoMAE",
    [
        ("maskToken", "mask_token"),
        .. Below("encoder.", "encoder.", MotionNetwork),
        ("encoderToDecoder.*", "encoder_to_decoder.*"),
        .. Below("decoder.", "decoder.", MotionBlock),
        ("decoder.norm.*", "decoder.norm.*"),
        ("decoder.head.*", "decoder.head.*"),
    ]);

    /// <summary>Official names of VideoMAE's matrices that get no weight decay.</summary>
    public static IReadOnlySet<string> VideoMaeWithoutDecay { get; } = new HashSet<string> { "mask_token" };

    /// <summary>A motion teacher that learns from labels: <see cref="Teachers.ClipLabelModel"/>.</summary>
    public static KeyTable ClipLabels { get; } = new("clip labels", [.. Below("encoder.", "encoder.", MotionNetwork), ("heads.#.*", "heads.#.*")]);

    /// <summary>The image–text model whose image tower is a spatial teacher: <see cref="Teachers.ImageTextModel"/>.</summary>
    public static KeyTable ImageText { get; } = new("image–text",
    [
        ("temperature", "temp"),
        .. Below("image.", "vision_encoder.", VideoEncoder),
        .. Below("text.", "text_encoder.", [("words", "word_embeddings"), ("positions", "position_embeddings"), .. PlainBlock, .. Pool]),
    ]);

    /// <summary>Official names of the image–text model's matrices that get no weight decay.</summary>
    public static IReadOnlySet<string> ImageTextWithoutDecay { get; } =
        new HashSet<string> { "vision_encoder.cls_token", "vision_encoder.pos_embed", "text_encoder.position_embeddings" };

    /// <summary>A <see cref="Layers.TransformerBlock"/> by itself.</summary>
    public static KeyTable Block { get; } = new("block", Inside(PlainBlock, "blocks.#.", "blocks.#."));

    /// <summary>An <see cref="Layers.AttentionPool"/> by itself.</summary>
    public static KeyTable AttentionPool { get; } = new("attention pooling", Inside(Pool, "pool.", "clip_projector."));

    /// <summary>An <see cref="Layers.Attention"/> by itself.</summary>
    public static KeyTable Attention { get; } = new("attention", Inside(PlainBlock, "blocks.#.attention.", "blocks.#.attn."));

    /// <summary>A <see cref="Layers.PatchEmbed"/> by itself.</summary>
    public static KeyTable PatchEmbed { get; } = new("patch embedding", ("*", "proj.*"));

    /// <summary>A decoder by itself: <see cref="Encoders.LinearDecoder"/> or <see cref="Encoders.MlpDecoder"/>.</summary>
    public static KeyTable DecoderAlone { get; } = new("decoder", Inside(Decoder("d", "d"), "d.", "d."));

    /// <summary>What stands before the keys of the encoder in a file that may hold more than it, such as "vision_encoder.".</summary>
    /// <exception cref="SafetensorsException">The file holds no encoder.</exception>
    public static string EncoderPrefix(SafetensorsFile file)
    {
        const string First = "cls_token";
        var key = file.Entries.Keys.FirstOrDefault(name => name == First || name.EndsWith("." + First, StringComparison.Ordinal))
            ?? throw new SafetensorsException(file.Path, $"the file holds no encoder with official keys: no '{First}'", actual: $"{file.Entries.Count} tensors",
                advice: $"They begin with {string.Join(", ", file.Entries.Keys.Take(3))}.");
        return key[..^First.Length];
    }

    /// <summary>Official names of the student's matrices that are tables or tokens, and so get no weight decay (stage 1, 6.1).</summary>
    public static IReadOnlySet<string> StudentWithoutDecay { get; } = new HashSet<string>(
        from prefix in new[] { "", "clip_", "mae_" }
        from name in new[] { "pos_embed", "pos_embed_spatial", "pos_embed_temporal", "pos_embed_cls", "cls_token" }
        where prefix != "mae_" || name is not ("pos_embed_cls" or "cls_token")
        select prefix + name);

    /// <summary>The same of a classifier.</summary>
    public static IReadOnlySet<string> ClassifierWithoutDecay { get; } =
        StudentWithoutDecay.Where(name => !name.StartsWith("clip_", StringComparison.Ordinal) && !name.StartsWith("mae_", StringComparison.Ordinal)).ToHashSet();

    private static (string Ours, string Official)[] VideoEncoder =>
        [("classToken", "cls_token"), .. Positions("positions", ""), .. Patches, .. PlainBlock, .. Pool];

    private static (string Ours, string Official)[] MotionNetwork => [.. Patches, .. MotionBlock, ("norm.*", "norm.*")];

    private static (string Ours, string Official)[] MotionBlock =>
    [
        ("blocks.#.scale1.gamma", "blocks.#.gamma_1"),
        ("blocks.#.scale2.gamma", "blocks.#.gamma_2"),
        .. PlainBlock.Where(rule => !rule.Ours.Contains("scale")),
    ];

    /// <summary>The rules of a module, as they are where it is a part of another one.</summary>
    private static IEnumerable<(string Ours, string Official)> Below(string ours, string official, (string Ours, string Official)[] rules) =>
        rules.Select(rule => (ours + rule.Ours, official + rule.Official));

    /// <summary>Parts of the keys that only distillation uses: decoders and the tables that are added before them (stage 1, 12.1).</summary>
    internal static IReadOnlyList<string> OfDistillationAlone { get; } = ["clip_decoder", "mae_decoder", "clip_pos_embed", "mae_pos_embed"];

    /// <summary>The same in the vision part of stage-2 files, which has a table for single images besides (stage 1, 12.1).</summary>
    internal static IReadOnlyList<string> OfStage2Alone { get; } = ["clip_decoder", "mae_decoder", "clip_pos_embed", "mae_pos_embed", "img_pos_embed"];

    /// <summary>Beginnings of the keys that classifiers and probes add to an encoder.</summary>
    internal static IReadOnlyList<string> OfClassificationAlone { get; } = ["head.", "fc_norm.", "extra_mlp.", "down_norm.", "down."];

    /// <summary>The first matrix of the first block's MLP: its shape tells the width and the hidden width of a model.</summary>
    internal const string FirstHidden = "blocks.0.mlp.fc1.weight";

    /// <summary>The number of the block a key belongs to; null for keys outside the blocks.</summary>
    internal static int? BlockNumber(string official) =>
        official.Split('.') is ["blocks", var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : null;

    /// <summary>
    /// Which axes a table of positions is over; null for keys that are no such table. The tables of single pictures in stage-2 files are none: they are
    /// taken as they are (stage 2, 15.3).
    /// </summary>
    internal static PositionAxes? TableAxes(string official) => (official.StartsWith(VisionPart, StringComparison.Ordinal) ? official[VisionPart.Length..] : official) switch
    {
        "pos_embed" or "clip_pos_embed" or "mae_pos_embed" => PositionAxes.TimeAndSpace,
        "pos_embed_spatial" or "clip_pos_embed_spatial" or "mae_pos_embed_spatial" => PositionAxes.Space,
        "pos_embed_temporal" or "clip_pos_embed_temporal" or "mae_pos_embed_temporal" => PositionAxes.Time,
        _ => null,
    };

    /// <summary>What the keys of the vision encoder begin with in files of stage 2.</summary>
    internal const string VisionPart = "vision_encoder.";

    /// <summary>Whether a key is the weight of the patch embedding.</summary>
    internal static bool IsPatchKernel(string official) => official == "patch_embed.proj.weight";

    /// <summary>Whether a key is of the classification head.</summary>
    internal static bool IsHead(string official) => official is "head.weight" or "head.bias";

    /// <summary>The part of the keys, with its dot, under which the first transformer lies; null when none does.</summary>
    internal static string? CommonPrefix(IEnumerable<string> keys) =>
        keys.FirstOrDefault(key => key.EndsWith("." + FirstHidden, StringComparison.Ordinal)) is { } found ? found[..^FirstHidden.Length] : null;

    /// <summary>The rules of what lies below a module, as they are for that module alone.</summary>
    private static (string Ours, string Official)[] Inside((string Ours, string Official)[] rules, string ours, string official) =>
        [.. rules.Where(rule => rule.Ours.StartsWith(ours)).Select(rule => (rule.Ours[ours.Length..], rule.Official[official.Length..]))];

    private static (string Ours, string Official)[] Patches => [("patchEmbed.*", "patch_embed.proj.*")];

    private static (string Ours, string Official)[] Positions(string module, string prefix) =>
    [
        ($"{module}.table", $"{prefix}pos_embed"),
        ($"{module}.pictureTable", $"{prefix}img_pos_embed"),
        ($"{module}.spatial", $"{prefix}pos_embed_spatial"),
        ($"{module}.temporal", $"{prefix}pos_embed_temporal"),
        ($"{module}.classRow", $"{prefix}pos_embed_cls"),
    ];

    private static (string Ours, string Official)[] Decoder(string ours, string official) =>
    [
        // Of the second decoder kind first: its official keys would fit the first kind's pattern, too.
        ($"{ours}.expand.*", $"{official}.head.0.*"),
        ($"{ours}.contract.*", $"{official}.head.2.*"),
        ($"{ours}.head.*", $"{official}.head.*"),
        ($"{ours}.norm.*", $"{official}.norm.*"),
    ];
}
