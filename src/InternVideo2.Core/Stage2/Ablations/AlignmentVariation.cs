using System.Globalization;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

/// <summary>What one arm of an <see cref="AlignmentAblation"/> learns. All arms are shown the same videos with sound, whatever they make of them.</summary>
/// <param name="Name">Unique within the ablation.</param>
/// <param name="Losses">Weights, pairs and captions.</param>
public sealed record AlignmentVariation(string Name, AlignmentOptions Losses)
{
    /// <summary>The arm of <see cref="PairSets"/> that neither hears nor reads of sound.</summary>
    public const string VideoAlone = "V–T";

    /// <summary>Its arm that aligns frames and sound together with text.</summary>
    public const string Together = "V–T, VA–T";

    /// <summary>Its arm that aligns frames with text, and sound with other texts.</summary>
    public const string Apart = "V–T, A–T";

    /// <summary>The same losses with other weights, named "β 1 : 0 : 1" and the like.</summary>
    public static AlignmentVariation OfBetas(AlignmentOptions losses, double beta1, double beta2, double beta3) => new(
        string.Create(CultureInfo.InvariantCulture, $"β {beta1:0.###} : {beta2:0.###} : {beta3:0.###}"),
        losses with { Beta1 = beta1, Beta2 = beta2, Beta3 = beta3 });

    /// <summary>
    /// The same losses over other pairs: {V, T_V} alone; with {VA, T_VAS}; with {A, T_A}. Of videos with sound the terms of vision read T_V here, so that
    /// the first arm is trained as if there was no sound.
    /// </summary>
    public static IReadOnlyList<AlignmentVariation> PairSets(AlignmentOptions losses) =>
    [
        new(VideoAlone, Seen(losses)),
        new(Together, Seen(losses) with { Pairs = MediaPairs.VideoFullText | MediaPairs.AudioVideoFullText }),
        new(Apart, Seen(losses) with { Pairs = MediaPairs.VideoFullText | MediaPairs.AudioText }),
    ];

    /// <summary>The losses of frames and T_V alone, for videos with sound.</summary>
    public static AlignmentOptions Seen(AlignmentOptions losses) => losses with
    {
        Pairs = MediaPairs.VideoFullText,
        Captions = losses.Captions with { Vision = "selected_video_caption", Exceptions = "" },
    };

    /// <summary>The arm with its weights, and each pair as 0 or 1.</summary>
    internal AblationArm Arm => new(Name,
    [
        ("beta1", Losses.Beta1), ("beta2", Losses.Beta2), ("beta3", Losses.Beta3),
        .. Enum.GetValues<MediaPairs>().Where(pair => int.IsPow2((int)pair)).Select(pair => (pair.ToString(), Losses.Pairs.HasFlag(pair) ? 1.0 : 0)),
    ]);
}
