using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Checkpoints;

/// <summary>Where the weights of a model are while it is used.</summary>
public enum WeightPlacement
{
    /// <summary>In the file's own pages, read when they are used (<see cref="MappedWeights"/>).</summary>
    Mapped,

    /// <summary>As mapped, but each block's only while it computes (<see cref="StreamedWeights"/>): for models larger than the memory.</summary>
    Streamed,

    /// <summary>Copied into memory of their own.</summary>
    Copied,
}

/// <summary>An encoder with the weights of a checkpoint, ready to be asked: in evaluation mode and frozen. Owns the encoder.</summary>
public sealed class PretrainedEncoder : IDisposable
{
    private readonly SafetensorsFile file;
    private readonly StreamedWeights? stream;

    private PretrainedEncoder(VideoEncoder encoder, SafetensorsFile file, LoadReport report, StreamedWeights? stream) =>
        (Encoder, this.file, Report, this.stream) = (encoder, file, report, stream);

    public VideoEncoder Encoder { get; }

    /// <summary>What was loaded, and what else the file holds (decoders, heads).</summary>
    public LoadReport Report { get; }

    /// <summary>
    /// Opens a checkpoint of an encoder, or of a model that contains one (a student with its decoders, a classifier). Not inside a DisposeScope.
    /// </summary>
    /// <param name="path">A safetensors file with official keys.</param>
    /// <param name="options">Sizes and variants; null: as the file itself describes them (<see cref="EncoderDescription"/>).</param>
    /// <param name="placement">Where the weights are kept.</param>
    /// <exception cref="SafetensorsException">Not a well-formed file, or one without an encoder; or it does not say how the encoder is built.</exception>
    /// <exception cref="CheckpointMismatchException">The weights do not fit the options; holds the report.</exception>
    public static PretrainedEncoder Open(string path, VideoEncoderOptions? options = null, WeightPlacement placement = WeightPlacement.Mapped)
    {
        var file = SafetensorsFile.Open(path);
        VideoEncoder? encoder = null;
        try
        {
            options ??= EncoderDescription.Of(file) ?? throw new SafetensorsException(
                path, "the file does not say how its encoder is built", advice: "Name the model's preset.");
            encoder = new VideoEncoder(options, placement == WeightPlacement.Copied ? Initializer.Blank() : Initializer.Deferred());
            encoder.eval();
            foreach (var parameter in encoder.parameters()) parameter.requires_grad = false;
            var prefix = OfficialKeys.EncoderPrefix(file);
            var stream = placement == WeightPlacement.Streamed
                ? StreamedWeights.Attach(encoder, OfficialKeys.Encoder, file, prefix, LoadPolicy.AllowUnexpected)
                : null;
            var report = stream?.Report ?? (placement == WeightPlacement.Mapped
                ? MappedWeights.Load(encoder, OfficialKeys.Encoder, file, prefix, LoadPolicy.AllowUnexpected)
                : CheckpointLoader.Load(encoder, OfficialKeys.Encoder, file, prefix, LoadPolicy.AllowUnexpected));
            return new PretrainedEncoder(encoder, file, report, stream);
        }
        catch
        {
            encoder?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        stream?.Dispose();
        Encoder.Dispose();
        file.Dispose();
    }
}
