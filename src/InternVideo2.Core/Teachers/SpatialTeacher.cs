using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// The image teacher (InternVL, stage 1, 2.1): looks at every frame by itself. Middle features have one class token for each clip, the mean
/// of its frames';
/// final features are the mean of the frames' pooled vectors; the attention map has one row for each frame.
/// </summary>
public sealed class SpatialTeacher : EncoderTeacher
{
    private static readonly long[] FrameAxis = [1];

    /// <param name="options">An image network; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    /// <exception cref="ArgumentException">The options are no image network's.</exception>
    public SpatialTeacher(SpatialTeacherOptions options, Initializer? init = null) : base(OfImages(options), init)
    {
    }

    /// <inheritdoc/>
    public override TokenGrid GridOf(int frames) => new(frames, Options.Encoder.Grid.Side);

    /// <inheritdoc/>
    public override SpatialTargets Teach(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var batch = frames.shape[0];
        var looked = Look(frames);
        var middle = stack(looked.Layers.Select(layer => UnitLength.Apply(MergeFrames(layer, batch), Options.Norm)));
        var final = UnitLength.Apply(looked.Pooled!.view(batch, -1, FinalWidth).mean(FrameAxis), Options.Norm);
        // The class token's column goes; what is left keeps its scale.
        var attention = looked.Attention!.narrow(1, 1, looked.Attention.shape[1] - 1).contiguous();
        scope.MoveToOuter(middle, final, attention);
        return new SpatialTargets(middle, final, attention);
    }

    /// <summary>What the network says of each frame, nothing merged or normalised.</summary>
    /// <param name="frames">B × 3 × T × S × S, normalised.</param>
    /// <returns>Tensors with first axis B·T, the frames of a clip together. Owned by the caller.</returns>
    public EncoderOutput Look(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var sized = TeacherInput.Resize(frames, Options.Encoder.ImageSize);
        var single = sized.transpose(1, 2).reshape(-1, 3, 1, Options.Encoder.ImageSize, Options.Encoder.ImageSize);
        var output = Encoder.call(single, new EncoderRequest { Layers = Layers, Attention = true });
        scope.MoveToOuter([output.Tokens, .. output.Layers, output.Pooled!, output.Attention!]);
        return output;
    }

    // Before the network is made: a large one takes gigabytes.
    private static SpatialTeacherOptions OfImages(SpatialTeacherOptions options) => options.IsImage
        ? options
        : throw new ArgumentException(
            $"An image teacher needs {nameof(PositionKind)}.{PositionKind.Image} positions; these are {options.Encoder.Positions}.", nameof(options));

    /// <summary>B·T × (1+G²) × C → B × (1+T·G²) × C.</summary>
    private static Tensor MergeFrames(Tensor layer, long batch)
    {
        var (tokens, width) = (layer.shape[1], layer.shape[2]);
        var clips = layer.view(batch, -1, tokens, width);
        var classToken = clips.select(2, 0).mean(FrameAxis, keepdim: true);
        var patches = clips.narrow(2, 1, tokens - 1).reshape(batch, -1, width);
        return cat([classToken, patches], 1);
    }
}
