using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Checkpoints;

/// <summary>An audio encoder with the weights of a checkpoint, ready to be asked: in evaluation mode and frozen. Owns the encoder.</summary>
public sealed class PretrainedAudioEncoder : IDisposable
{
    private PretrainedAudioEncoder(AudioEncoder encoder, LoadReport report) => (Encoder, Report) = (encoder, report);

    public AudioEncoder Encoder { get; }

    /// <summary>What was loaded, and what else the file holds (the head of a tagger).</summary>
    public LoadReport Report { get; }

    /// <summary>Opens a file of BEATs weights. Not inside a DisposeScope.</summary>
    /// <param name="path">A public BEATs file (.pt, .pth), whose settings say how it is built, or any checkpoint with its keys.</param>
    /// <param name="options">Sizes and variants; null: as the file says.</param>
    /// <exception cref="CheckpointException">Not a checkpoint, or it does not say how the encoder is built and <paramref name="options"/> do not either.</exception>
    /// <exception cref="CheckpointMismatchException">The weights do not fit the options; holds the report.</exception>
    public static PretrainedAudioEncoder Open(string path, AudioEncoderOptions? options = null)
    {
        using var checkpoint = Checkpoint.Open(path);
        options ??= Described(checkpoint) ?? throw new CheckpointException(
            path, "the file does not say how its audio encoder is built", expected: $"a dictionary '{BeatsConfig.Key}' beside the weights",
            advice: $"Name the sizes, for example {nameof(AudioEncoderOptions)}.{nameof(AudioEncoderOptions.Beats)}.");
        var encoder = new AudioEncoder(options, Initializer.Blank());
        try
        {
            var report = CheckpointLoader.Load(encoder, OfficialKeys.Audio, checkpoint, new LoadRecipe { Keys = [KeyRule.Drop("predictor.")] });
            encoder.eval();
            foreach (var parameter in encoder.parameters()) parameter.requires_grad = false;
            return new PretrainedAudioEncoder(encoder, report);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public void Dispose() => Encoder.Dispose();

    private static AudioEncoderOptions? Described(ICheckpoint checkpoint) =>
        checkpoint is PickledCheckpoint pickled && pickled.Settings(BeatsConfig.Key) is { } settings ? BeatsConfig.Encoder(settings, checkpoint.Path) : null;
}
