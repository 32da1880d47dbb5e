using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// InternVideo2 itself as teacher of smaller students (stage 1, 2.3): sees the whole clip unmasked. The attention map has one row for each clip.
/// </summary>
public sealed class VideoTeacher : EncoderTeacher
{
    /// <param name="options">A video network; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoTeacher(SpatialTeacherOptions options, Initializer? init = null) : base(options, init)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The network was built for another number of frames.</exception>
    public override TokenGrid GridOf(int frames) => frames == Options.Encoder.Frames
        ? Options.Encoder.Grid
        : throw new ArgumentException($"The video teacher was built for {Options.Encoder.Frames} frames, not {frames}.", nameof(frames));

    /// <inheritdoc/>
    public override SpatialTargets Teach(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var output = Encoder.call(TeacherInput.Resize(frames, Options.Encoder.ImageSize), new EncoderRequest { Layers = Layers, Attention = true });
        var middle = stack(output.Layers.Select(layer => UnitLength.Apply(layer, Options.Norm)));
        var final = UnitLength.Apply(output.Pooled!, Options.Norm);
        var attention = output.Attention!.narrow(1, 1, Options.Encoder.Grid.Count).contiguous();
        scope.MoveToOuter(middle, final, attention);
        return new SpatialTargets(middle, final, attention);
    }
}
