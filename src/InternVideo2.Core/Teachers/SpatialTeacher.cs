using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// The image teacher (InternVL, stage 1, 2.1): looks at every frame by itself. Middle features have one class token for each clip, the mean
/// of its frames';
/// final features are the mean of the frames' pooled vectors; the attention map has one row for each frame.
/// </summary>
public sealed class SpatialTeacher : ISpatialTeacher
{
    private static readonly long[] FrameAxis = [1];

    private readonly VideoEncoder encoder;
    private readonly SpatialTeacherOptions options;
    private readonly IReadOnlyList<int> layers;

    /// <param name="options">An image network; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public SpatialTeacher(SpatialTeacherOptions options, Initializer? init = null)
    {
        options.Validate();
        if (!options.IsImage)
        {
            throw new ArgumentException(
                $"An image teacher needs {nameof(PositionKind)}.{PositionKind.Image} positions; these are {options.Encoder.Positions}.",
                nameof(options));
        }
        this.options = options;
        layers = options.Layers.For(options.Encoder.Depth);
        encoder = new VideoEncoder(options.Encoder, init);
        TeacherInput.Freeze(encoder);
    }

    public nn.Module Network => encoder;

    public int MiddleWidth => options.Encoder.Width;

    public int FinalWidth => options.Encoder.PooledWidth;

    public int MiddleCount => layers.Count;

    public TokenGrid GridOf(int frames) => new(frames, options.Encoder.Grid.Side);

    /// <inheritdoc/>
    public SpatialTargets Teach(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var batch = frames.shape[0];
        var looked = Look(frames);
        var middle = stack(looked.Layers.Select(layer => UnitLength.Apply(MergeFrames(layer, batch), options.Norm)));
        var final = UnitLength.Apply(looked.Pooled!.view(batch, -1, FinalWidth).mean(FrameAxis), options.Norm);
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
        var sized = TeacherInput.Resize(frames, options.Encoder.ImageSize);
        var single = sized.transpose(1, 2).reshape(-1, 3, 1, options.Encoder.ImageSize, options.Encoder.ImageSize);
        var output = encoder.call(single, new EncoderRequest { Layers = layers, Attention = true });
        scope.MoveToOuter([output.Tokens, .. output.Layers, output.Pooled!, output.Attention!]);
        return output;
    }

    public void Dispose() => encoder.Dispose();

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
