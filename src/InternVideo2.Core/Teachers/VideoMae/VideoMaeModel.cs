using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// VideoMAE: the motion teacher's network over the visible tokens, a linear map to the decoder's width, positions and mask tokens, the decoder.
/// Linear layers start from Xavier's uniform values, as in the released VideoMAE.
/// </summary>
public sealed class VideoMaeModel : nn.Module<Tensor, VisibleTokens, VisibleTokens, Tensor>
{
    private readonly Parameter maskToken;
    private readonly MotionNetwork encoder;
    private readonly Linear encoderToDecoder;
    private readonly VideoMaeDecoder decoder;

    // Not a field of type Tensor: those would become entries of the state dict.
    private readonly Lazy<Tensor> positions;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoMaeModel(VideoMaeOptions options, Initializer? init = null) : base(nameof(VideoMaeModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        positions = new Lazy<Tensor>(() => PositionTables.Interleaved(options.DecoderWidth, options.Encoder.Grid.Count).DetachFromDisposeScope());
        maskToken = init.Normal(0.02, 1, 1, options.DecoderWidth);
        encoder = new MotionNetwork(options.Encoder, init);
        encoderToDecoder = init.Linear(options.Encoder.Width, options.DecoderWidth, bias: false);
        decoder = new VideoMaeDecoder(options, init);
        RegisterComponents();
        init.Xavier(this);
    }

    public VideoMaeOptions Options { get; }

    /// <summary>The network that becomes a <see cref="MotionTeacher"/>.</summary>
    public nn.Module Encoder => encoder;

    /// <param name="frames">B × 3 × F × S × S, normalised. Pixels of hidden patches have no influence on the result.</param>
    /// <param name="visible">The tokens that are seen.</param>
    /// <param name="hidden">All others.</param>
    /// <returns>B × hidden × (t·P²·3): the painted patches, in the layout of <see cref="PixelTargets"/>. Owned by the caller.</returns>
    public override Tensor forward(Tensor frames, VisibleTokens visible, VisibleTokens hidden)
    {
        using var scope = NewDisposeScope();
        var seen = encoderToDecoder.call(encoder.Encode(frames, visible));
        var tokens = cat([seen.add(PositionsOf(visible, seen)), maskToken.add(PositionsOf(hidden, seen))], 1);
        return scope.MoveToOuter(decoder.call(tokens, hidden.Count));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && positions.IsValueCreated) positions.Value.Dispose();
        base.Dispose(disposing);
    }

    private Tensor PositionsOf(VisibleTokens tokens, Tensor like) =>
        positions.Value.to(like.dtype, like.device).index_select(0, tokens.Patches.flatten()).view(tokens.Batch, tokens.Count, -1);
}
