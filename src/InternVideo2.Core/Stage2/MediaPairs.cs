using InternVideo2.Data;

namespace InternVideo2.Stage2;

/// <summary>
/// Which media are aligned with which texts (stage 2, 8.2). T_I, T_V and T_A describe what a picture shows, a video shows, and what is heard; T_VAS tells
/// all that is seen, heard and said.
/// </summary>
[Flags]
public enum MediaPairs
{
    None = 0,

    /// <summary>{I, T_I}: VTC, VTM and MLM on pictures.</summary>
    ImageText = 1,

    /// <summary>{V, T_V}: VTC, VTM and MLM on videos.</summary>
    VideoText = 2,

    /// <summary>{V, T_VAS}: VTC, VTM and MLM on the frames of videos with sound.</summary>
    VideoFullText = 4,

    /// <summary>{VA, T_VAS}: AVTC, AVTM and AVMLM on videos with sound.</summary>
    AudioVideoFullText = 8,

    /// <summary>{A, T_A}: ATC, ATM and AMLM on sound, alone or of videos. Off in the release.</summary>
    AudioText = 16,

    /// <summary>{V, A}: AVC on videos with sound. Off in the release.</summary>
    VideoAudio = 32,

    /// <summary>The four of the paper.</summary>
    Paper = ImageText | VideoText | VideoFullText | AudioVideoFullText,

    /// <summary>All six.</summary>
    All = Paper | AudioText | VideoAudio,
}

/// <summary>What pairs switch on.</summary>
public static class MediaPairsTerms
{
    private static readonly LossTerm[] Seen = [LossTerm.Vtc, LossTerm.Vtm, LossTerm.Mlm];
    private static readonly LossTerm[] Heard = [LossTerm.Atc, LossTerm.Atm, LossTerm.Amlm];
    private static readonly LossTerm[] Both = [LossTerm.Avtc, LossTerm.Avtm, LossTerm.Avmlm];

    private static readonly (MediaPairs Pair, MediaType Media, LossTerm[] Terms)[] Table =
    [
        (MediaPairs.ImageText, MediaType.Image, Seen),
        (MediaPairs.VideoText, MediaType.Video, Seen),
        (MediaPairs.VideoFullText, MediaType.AudioVideo, Seen),
        (MediaPairs.AudioVideoFullText, MediaType.AudioVideo, Both),
        (MediaPairs.AudioText, MediaType.Audio, Heard),
        (MediaPairs.AudioText, MediaType.AudioVideo, Heard),
        (MediaPairs.VideoAudio, MediaType.AudioVideo, [LossTerm.Avc]),
    ];

    /// <summary>The six pairs, one by one.</summary>
    public static IEnumerable<MediaPairs> Each => Table.Select(row => row.Pair).Distinct();

    /// <summary>The terms of a batch of one media type, in report order. The teacher's is no pair's business.</summary>
    public static IReadOnlyList<LossTerm> TermsFor(this MediaPairs pairs, MediaType media) =>
        [.. Table.Where(row => row.Media == media && pairs.HasFlag(row.Pair)).SelectMany(row => row.Terms).Order()];

    /// <summary>The terms of any batch.</summary>
    public static IReadOnlySet<LossTerm> Terms(this MediaPairs pairs) => Enum.GetValues<MediaType>().SelectMany(media => pairs.TermsFor(media)).ToHashSet();
}
