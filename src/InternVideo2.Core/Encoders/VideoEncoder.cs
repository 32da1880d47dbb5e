using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// The video transformer of InternVideo2 (stage 1, 1.1–1.6): patch embedding of the visible tubelets only, a class token, positions, blocks,
/// attention pooling. It serves as student (masked), as classifier body and as teacher (unmasked), and for single frames as the image teacher.
/// </summary>
public sealed class VideoEncoder : nn.Module<Tensor, EncoderRequest, EncoderOutput>
{
    private readonly Parameter classToken;
    private readonly PositionEmbedding positions;
    private readonly PatchEmbed patchEmbed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly AttentionPool pool;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoEncoder(VideoEncoderOptions options, Initializer? init = null) : base(nameof(VideoEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        classToken = init.Normal(0.02, 1, 1, options.Width);
        positions = new PositionEmbedding(options.Positions, options.Grid, options.Width, hasClass: true, init);
        patchEmbed = new PatchEmbed(options.PatchSize, options.TubeletSize, options.Width, init);
        var attention = new AttentionOptions(options.Width, options.Heads) { QkvBias = options.QkvBias, QkNorm = options.QkNorm };
        var block = new TransformerBlockOptions(attention, options.HiddenWidth) { LayerScaleInit = options.LayerScaleInit, Gelu = options.Gelu };
        blocks = [.. Enumerable.Range(0, options.Depth).Select(layer => new TransformerBlock(block, layer, options.DropPathOf(layer), init))];
        pool = new AttentionPool(options.Width, options.PoolHeads, options.PooledWidth, init);
        RegisterComponents();
    }

    public VideoEncoderOptions Options { get; }

    /// <param name="frames">B × 3 × F × S × S, normalised, of the parameters' type and on their device.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentException">Wrong shape or type of <paramref name="frames"/>, or a mask for another grid or batch.</exception>
    public override EncoderOutput forward(Tensor frames, EncoderRequest request)
    {
        ClipShape.Check(frames, Options.Frames, Options.ImageSize, patchEmbed.InputType, nameof(VideoEncoder));
        using var scope = NewDisposeScope();
        var (last, layers) = BlockStack.Run(blocks, Embed(frames, request.Visible), request.Layers, request.Drops);
        Tensor? pooled = null, attention = null;
        if (request is { Pool: true, Attention: true }) (pooled, attention) = pool.PoolWithAttention(last);
        else if (request.Pool) pooled = pool.call(last);
        scope.MoveToOuter([last, .. layers, .. new[] { pooled, attention }.OfType<Tensor>()]);
        return new EncoderOutput(last, layers, pooled, attention);
    }

    private Tensor Embed(Tensor frames, VisibleTokens? visible)
    {
        var batch = frames.shape[0];
        if (visible is not null && (visible.Batch != batch || visible.Total != Options.Grid.Count))
        {
            throw new ArgumentException(
                $"The mask is for {visible.Batch} clips of {visible.Total} patches; "
                + $"these are {batch} clips of {Options.Grid.Count} patches ({Options.Grid}).",
                nameof(visible));
        }
        var patches = patchEmbed.call(frames, visible?.Patches);
        var tokens = cat([classToken.expand(batch, 1, -1), patches], 1);
        return tokens.add(visible is null ? positions.All() : positions.Of(visible));
    }
}
