namespace InternVideo2.Checkpoints;

/// <summary>The keys of stage 2 (stage 2, 15.2).</summary>
public static partial class OfficialKeys
{
    /// <summary>The vision encoder of stage 2 by itself, decoders included: <see cref="Stage2.VisionTower"/>.</summary>
    public static KeyTable VisionTower { get; } = new("vision tower", VisionTowerRules);

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
