namespace InternVideo2.Checkpoints;

/// <summary>The keys of stage 2 (stage 2, 15.2).</summary>
public static partial class OfficialKeys
{
    /// <summary>The vision encoder of stage 2 by itself, decoders included: <see cref="Stage2.VisionTower"/>.</summary>
    public static KeyTable VisionTower { get; } = new("vision tower", VisionTowerRules);

    /// <summary>A <see cref="Stage2.AlignmentModel"/> as in pre-training.</summary>
    public static KeyTable Alignment { get; } = AlignmentTable("alignment", TextEncoder("text.", "text_encoder."), TextImplied("text_encoder."));

    /// <summary>A <see cref="Stage2.AlignmentModel"/> whose text encoder has no word head, as in retrieval.</summary>
    public static KeyTable AlignmentForRetrieval { get; } =
        AlignmentTable("alignment for retrieval", BertRules("text.", "text_encoder."), BertImplied("text_encoder."));

    /// <summary>Official names of the model's matrices that get no weight decay (stage 2, 9.1).</summary>
    public static IReadOnlySet<string> AlignmentWithoutDecay { get; } = new HashSet<string>
    {
        "temp", VisionPart + "cls_token", VisionPart + "pos_embed", VisionPart + "img_pos_embed", VisionPart + "clip_pos_embed", VisionPart + "clip_img_pos_embed",
    };

    /// <summary>The table that fits a model: with or without a word head.</summary>
    public static KeyTable AlignmentOf(Stage2.AlignmentModel model) => model.Options.Text.WordHead ? Alignment : AlignmentForRetrieval;

    /// <summary>The tables of single pictures in a vision encoder.</summary>
    internal static IReadOnlyList<string> OfPictures { get; } = ["img_pos_embed", "clip_img_pos_embed"];

    private static KeyTable AlignmentTable(string name, (string Ours, string Official)[] text, ImpliedKey[] implied) => new(name,
    [
        ("temperature", "temp"),
        .. Below("vision.", VisionPart, VisionTowerRules),
        .. FusionProjection("visionTokens", "av_concat_vision_proj"),
        .. text,
        .. AudioEncoder("audio.", AudioPart),
        ("audioVector.*", "audio_proj.*"),
        .. FusionProjection("audioTokens", "av_concat_audio_proj"),
        ("jointVector.*", "av_fusion.*"),
        ("audioHead.*", "atm_head.*"),
        ("jointHead.*", "avtm_head.*"),
        ("visionVector.*", "vision_proj.*"),
        ("textVector.*", "text_proj.*"),
        ("visionHead.*", "itm_head.*"),
    ])
    {
        Implied = [.. implied, .. AudioImplied(AudioPart)],
    };

    private static (string Ours, string Official)[] FusionProjection(string ours, string official) =>
        [($"{ours}.linear.*", $"{official}.0.*"), ($"{ours}.norm.*", $"{official}.1.*")];

    private static (string Ours, string Official)[] VisionTowerRules =>
    [
        ("encoder.classToken", "cls_token"),
        .. Positions("encoder.positions", ""),
        .. Positions("heads.positions", "clip_"),
        .. Below("encoder.", "", [.. Patches, .. PlainBlock, .. Pool]),
        .. Decoder("heads.decoders.#", "clip_decoder.#"),
        .. Decoder("heads.final", "final_clip_decoder"),
    ];
}
