using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// InternVideo2 itself as teacher of smaller students (stage 1, 2.3): sees the whole clip unmasked. The attention map has one row for each clip.
/// </summary>
public sealed class VideoTeacher : ISpatialTeacher
{
    private readonly VideoEncoder encoder;
    private readonly SpatialTeacherOptions options;
    private readonly IReadOnlyList<int> layers;

    /// <param name="options">A video network; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoTeacher(SpatialTeacherOptions options, Initializer? init = null)
    {
        options.Validate();
        this.options = options;
        layers = options.Layers.For(options.Encoder.Depth);
        encoder = new VideoEncoder(options.Encoder, init);
        TeacherInput.Freeze(encoder);
    }

    public nn.Module Network => encoder;

    public int MiddleWidth => options.Encoder.Width;

    public int FinalWidth => options.Encoder.PooledWidth;

    public int MiddleCount => layers.Count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network was built for another number of frames.</exception>
    public TokenGrid GridOf(int frames) => frames == options.Encoder.Frames
        ? options.Encoder.Grid
        : throw new ArgumentException($"The video teacher was built for {options.Encoder.Frames} frames, not {frames}.", nameof(frames));

    /// <inheritdoc/>
    public SpatialTargets Teach(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var output = encoder.call(TeacherInput.Resize(frames, options.Encoder.ImageSize), new EncoderRequest { Layers = layers, Attention = true });
        var middle = stack(output.Layers.Select(layer => UnitLength.Apply(layer, options.Norm)));
        var final = UnitLength.Apply(output.Pooled!, options.Norm);
        var attention = output.Attention!.narrow(1, 1, options.Encoder.Grid.Count).contiguous();
        scope.MoveToOuter(middle, final, attention);
        return new SpatialTargets(middle, final, attention);
    }

    public void Dispose() => encoder.Dispose();
}
