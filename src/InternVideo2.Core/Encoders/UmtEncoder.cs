using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// UMT's vision transformer, which VideoChat2 looks with (stage 3, 2.1): LayerNorms, query and value biases, constant positions, no class token, no final
/// norm. It takes clips of any number of frames, and single pictures.
/// </summary>
public sealed class UmtEncoder : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly PatchEmbed patchEmbed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly SinusoidTable clipPositions;
    private readonly SinusoidTable picturePositions;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public UmtEncoder(UmtEncoderOptions options, Initializer? init = null) : base(nameof(UmtEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var trained = new TokenGrid(options.TrainedFrames, options.TrainedSide);
        clipPositions = new SinusoidTable(options.Width, trained);
        // A picture has the plain table of one frame, not one that is squeezed out of several.
        picturePositions = new SinusoidTable(options.Width, trained with { Times = 1 });
        patchEmbed = new PatchEmbed(options.PatchSize, 1, options.Width, init);
        var attention = new AttentionOptions(options.Width, options.Heads) { QkNorm = false, QkvBias = QkvBias.QueryAndValue };
        var block = new TransformerBlockOptions(attention, (int)(options.Width * options.MlpRatio))
        {
            Norm = NormKind.Layer,
            NormEpsilon = options.NormEpsilon,
            LayerScaleInit = 0,
        };
        blocks = [.. Enumerable.Range(0, options.Depth).Select(layer => new TransformerBlock(block, layer, DropPathOf(layer), init))];
        RegisterComponents();
    }

    public UmtEncoderOptions Options { get; }

    /// <param name="frames">B × 3 × T × S × S, normalised, of the parameters' type and on their device; T = 1 for pictures.</param>
    /// <param name="drops">Generator of the drop-path draws; needed in training mode when the rate is above 0.</param>
    /// <returns>B × T·G² × C after the last block, time slowest; owned by the caller.</returns>
    /// <exception cref="ArgumentException">Wrong shape or type of <paramref name="frames"/>.</exception>
    public override Tensor forward(Tensor frames, Generator? drops)
    {
        var times = frames.ndim == 5 ? (int)frames.shape[2] : 1;
        ClipShape.Check(frames, times, Options.ImageSize, patchEmbed.InputType, nameof(UmtEncoder));
        using var scope = NewDisposeScope();
        var patches = patchEmbed.call(frames, null);
        var rows = Positions(times).to(patches.dtype, patches.device);
        return scope.MoveToOuter(BlockStack.Run(blocks, patches.add(rows), [], drops).Last);
    }

    /// <summary>The constant positions of clips, or of pictures where there is one frame: T·G² × C float32 on the CPU; stay the encoder's.</summary>
    public Tensor Positions(int times) => (times == 1 ? picturePositions : clipPositions).Of(Options.GridOf(times));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            clipPositions.Dispose();
            picturePositions.Dispose();
        }
        base.Dispose(disposing);
    }

    private double DropPathOf(int layer) => Options.Depth == 1 ? 0 : Options.DropPath * layer / (Options.Depth - 1);
}
