using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>What the teachers made of a <see cref="VideoEncoder"/> share: a frozen network and the layers it is asked for. Owns the network.</summary>
public abstract class EncoderTeacher : ISpatialTeacher
{
    private protected EncoderTeacher(SpatialTeacherOptions options, Initializer? init)
    {
        options.Validate();
        Options = options;
        Layers = options.Layers.For(options.Encoder.Depth);
        Encoder = new VideoEncoder(options.Encoder, init);
        options.Weights?.Fill(Encoder, OfficialKeys.Encoder);
        TeacherInput.Freeze(Encoder);
    }

    public nn.Module Network => Encoder;

    public string Description => $"{GetType().Name} {Options with { Weights = null }}";

    public (int Frames, int Side) InputSize => (Options.Encoder.Frames, Options.Encoder.ImageSize);

    public int MiddleWidth => Options.Encoder.Width;

    public int FinalWidth => Options.Encoder.PooledWidth;

    public int MiddleCount => Layers.Count;

    private protected SpatialTeacherOptions Options { get; }

    private protected IReadOnlyList<int> Layers { get; }

    private protected VideoEncoder Encoder { get; }

    /// <inheritdoc/>
    public abstract TokenGrid GridOf(int frames);

    /// <inheritdoc/>
    public abstract SpatialTargets Teach(Tensor frames);

    public void Dispose() => Encoder.Dispose();
}
