using InternVideo2.Data;
using InternVideo2.Encoders;

namespace InternVideo2.Stage2;

/// <summary>
/// What is trained and what the vision encoder sees (stage 2, 8.3). A frozen encoder is in evaluation mode: its drop path and layer drop are off, unlike
/// in the release, where they stay on.
/// </summary>
public sealed record AlignmentPhase
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    public bool FreezeVision { get; init; }

    public bool FreezeAudio { get; init; }

    /// <summary>
    /// Parameters of frozen encoders that are trained all the same: those whose official names contain one of these parts, which are separated by
    /// spaces, such as "vision_encoder.clip_projector".
    /// </summary>
    public string Unfreeze { get; init; } = "";

    /// <summary>Which tokens of videos are hidden; null: none.</summary>
    public MaskKind? VideoMask { get; init; } = MaskKind.Random;

    /// <summary>Share of the tokens hidden in videos. In [0, 1).</summary>
    public double VideoMaskRatio { get; init; } = 0.8;

    /// <summary>Which tokens of pictures are hidden; null: none.</summary>
    public MaskKind? ImageMask { get; init; } = MaskKind.Random;

    /// <summary>Share of the tokens hidden in pictures. In [0, 1).</summary>
    public double ImageMaskRatio { get; init; } = 0.5;

    /// <summary>Phase 1: most tokens are hidden, the audio encoder is frozen. The released one.</summary>
    public static AlignmentPhase Masked { get; } = new() { Name = "masked alignment", FreezeAudio = true };

    /// <summary>Phase 2: nothing is hidden, the vision encoder is frozen, the audio encoder learns.</summary>
    public static AlignmentPhase Unmasked { get; } = new() { Name = "unmasked post-pretraining", FreezeVision = true, VideoMask = null, ImageMask = null };

    /// <summary>The mask of a batch, and its share; null: none.</summary>
    public (MaskKind Kind, double Ratio)? MaskOf(MediaType media) => media == MediaType.Image
        ? ImageMask is { } image ? (image, ImageMaskRatio) : null
        : VideoMask is { } video ? (video, VideoMaskRatio) : null;

    /// <summary>The parts of <see cref="Unfreeze"/>.</summary>
    public IReadOnlyList<string> UnfrozenParts => Unfreeze.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(VideoMask is null || Enum.IsDefined(VideoMask.Value), nameof(VideoMask), VideoMask, $"none, {string.Join(", ", Enum.GetNames<MaskKind>())}");
        Check(ImageMask is null || Enum.IsDefined(ImageMask.Value), nameof(ImageMask), ImageMask, $"none, {string.Join(", ", Enum.GetNames<MaskKind>())}");
        Check(VideoMaskRatio is >= 0 and < 1, nameof(VideoMaskRatio), VideoMaskRatio, "[0, 1)");
        Check(ImageMaskRatio is >= 0 and < 1, nameof(ImageMaskRatio), ImageMaskRatio, "[0, 1)");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(AlignmentPhase), member, value, range);
}
