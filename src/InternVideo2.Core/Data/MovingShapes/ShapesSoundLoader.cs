using InternVideo2.Audio;
using static TorchSharp.torch;

namespace InternVideo2.Data.MovingShapes;

/// <summary>Plays the sound of clips of <see cref="MovingShapesSet"/> when it is asked for: the melody, then the sentence. Thread-safe.</summary>
/// <param name="features">Makes the encoder's input; three seconds are enough for a clip.</param>
/// <param name="speech">Speaks the sentences; null: nobody speaks.</param>
public sealed class ShapesSoundLoader(LogMel features, SpokenSentences? speech) : IClipLoader
{
    // The number in front changes whenever the playing does.
    public string Fingerprint => $"shapes sound 1 {features.Options} {(speech is null ? "melody" : "melody and speech")}";

    /// <returns>F × M, float32, normalised log-mel features; owned by the caller.</returns>
    /// <inheritdoc/>
    /// <exception cref="SpeechException">espeak-ng is missing or fails.</exception>
    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) =>
        features.Features(Listen(MovingShapesSet.Scene(clip), cancellation), random);

    /// <summary>The sound of a scene: three seconds at 16 kHz.</summary>
    /// <param name="scene">The clip.</param>
    /// <param name="cancellation">Ends the speaking.</param>
    public Sound Listen(ShapesScene scene, CancellationToken cancellation = default)
    {
        var spoken = speech is null ? default : speech.Say(ShapesCaptions.Speech(scene.Factors), scene.Factors.Voice, cancellation);
        return Sound.FromPcm(ShapesSound.Mix(scene, spoken), ShapesMelody.SampleRate);
    }

    public void Dispose()
    {
    }
}
