namespace InternVideo2.Data.MovingShapes;

/// <summary>The captions of a clip, under the keys of the official audio-video-text lists (stage 2).</summary>
public static class ShapesCaptions
{
    /// <summary>The column of what is said.</summary>
    public const string SpeechColumn = "asr_captions";

    /// <summary>The column of everything seen, heard and said.</summary>
    public const string AllColumn = "avs_captions";

    /// <summary>What is seen (T_V): "a red star moves left quickly and then spins clockwise quickly on a striped background".</summary>
    public static string Video(ShapesFactors factors)
    {
        var then = factors.Then is { } motion ? $" and then {motion.Label()} {factors.Speed.Label()}" : "";
        return $"a {factors.Colour.Label()} {factors.Shape.Label()} {factors.Motion.Label()} {factors.Speed.Label()}{then} on a {factors.Background.Label()} background";
    }

    /// <summary>What a single frame shows: "a red star on a striped background". No motion, no speed.</summary>
    public static string Frame(ShapesFactors factors) =>
        $"a {factors.Colour.Label()} {factors.Shape.Label()} on a {factors.Background.Label()} background";

    /// <summary>What is heard (T_A): "a bell plays a slow rising melody".</summary>
    public static string Audio(ShapesFactors factors) =>
        $"{Article(factors.Instrument)} {factors.Instrument.Label()} plays a {factors.Tempo.Label()} {factors.Contour.Label()} melody";

    /// <summary>What is said (T_S): "The word is river."</summary>
    public static string Speech(ShapesFactors factors) => $"The word is {factors.Word}.";

    /// <summary>Seen and heard (T_VA).</summary>
    public static string AudioVideo(ShapesFactors factors) => $"{Video(factors)} while {Audio(factors)}";

    /// <summary>Seen, heard and said (T_VAS).</summary>
    public static string AudioVideoSpeech(ShapesFactors factors) => $"{AudioVideo(factors)} and {Said(factors)}";

    /// <summary>Heard and said: "a bell plays a slow rising melody and a voice says the word is river".</summary>
    public static string AudioSpeech(ShapesFactors factors) => $"{Audio(factors)} and {Said(factors)}";

    /// <summary>All of them by key; "caption" is T_V.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All(ShapesFactors factors) => new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["caption"] = [Video(factors)],
        ["selected_video_caption"] = [Video(factors)],
        ["selected_audio_caption"] = [Audio(factors)],
        [SpeechColumn] = [Speech(factors)],
        ["av_captions"] = [AudioVideo(factors)],
        [AllColumn] = [AudioVideoSpeech(factors)],
    };

    private static string Said(ShapesFactors factors) => $"a voice says the word is {factors.Word}";

    private static string Article(ShapeInstrument instrument) => instrument == ShapeInstrument.Organ ? "an" : "a";
}
