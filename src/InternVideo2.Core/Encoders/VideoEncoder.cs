using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// The video transformer of InternVideo2 (stage 1, 1.1–1.6): patch embedding of the visible tubelets only, a class token, positions, blocks,
/// attention pooling. It serves as student (masked), as classifier body and as teacher (unmasked), and for single frames as the image teacher. Where
/// the options say how (<see cref="VideoEncoderOptions.Pictures"/>), a model of clips takes single pictures, too (stage 2, 2.1).
/// </summary>
public sealed class VideoEncoder : nn.Module<Tensor, EncoderRequest, EncoderOutput>
{
    private readonly Parameter classToken;
    private readonly PositionEmbedding positions;
    private readonly PatchEmbed patchEmbed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly AttentionPool? pool;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VideoEncoder(VideoEncoderOptions options, Initializer? init = null) : base(nameof(VideoEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        classToken = init.Normal(0.02, 1, 1, options.Width);
        positions = new PositionEmbedding(options.Positions, options.Grid, options.Width, hasClass: true, init, options.Pictures);
        patchEmbed = new PatchEmbed(options.PatchSize, options.TubeletSize, options.Width, init);
        var attention = new AttentionOptions(options.Width, options.Heads) { QkvBias = options.QkvBias, QkNorm = options.QkNorm };
        var block = new TransformerBlockOptions(attention, options.HiddenWidth) { LayerScaleInit = options.LayerScaleInit, Gelu = options.Gelu };
        blocks = [.. Enumerable.Range(0, options.Depth).Select(layer => new TransformerBlock(block, layer, options.DropPathOf(layer), init))];
        if (options.PooledWidth > 0) pool = new AttentionPool(options.Width, options.PoolHeads, options.PooledWidth, init);
        RegisterComponents();
    }

    public VideoEncoderOptions Options { get; }

    /// <summary>Where its parameters are, and frames must be.</summary>
    public Device Device => classToken.device;

    /// <param name="frames">B × 3 × F × S × S, normalised, of the parameters' type and on their device; or pictures, B × 3 × 1 × S × S, if the
    /// options allow them.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// Wrong shape or type of <paramref name="frames"/>, a mask for another grid or batch, or a request for layers that do not run.
    /// </exception>
    public override EncoderOutput forward(Tensor frames, EncoderRequest request)
    {
        var picture = Options.IsPicture(frames);
        ClipShape.Check(frames, picture ? 1 : Options.Frames, Options.ImageSize, patchEmbed.InputType, nameof(VideoEncoder));
        CheckRequest(request);
        using var scope = NewDisposeScope();
        var (last, layers) = BlockStack.Run(blocks, Embed(frames, request.Visible, picture), request.Layers, request.Drops, request.Skip);
        Tensor? pooled = null, attention = null;
        if (request is { Pool: true, Attention: true }) (pooled, attention) = pool!.PoolWithAttention(last);
        else if (request.Pool) pooled = pool!.call(last);
        scope.MoveToOuter([last, .. layers, .. new[] { pooled, attention }.OfType<Tensor>()]);
        return new EncoderOutput(last, layers, pooled, attention);
    }

    private Tensor Embed(Tensor frames, VisibleTokens? visible, bool picture)
    {
        var batch = frames.shape[0];
        var grid = picture ? Options.PictureGrid : Options.Grid;
        if (visible is not null && (visible.Batch != batch || visible.Total != grid.Count))
        {
            throw new ArgumentException(
                $"The mask is for {visible.Batch} clips of {visible.Total} patches; "
                + $"these are {batch} clips of {grid.Count} patches ({grid}).",
                nameof(visible));
        }
        // A patch of several frames sees the picture stand still.
        var shown = picture && Options.TubeletSize > 1 ? frames.expand(-1, -1, Options.TubeletSize, -1, -1) : frames;
        var patches = patchEmbed.call(shown, visible?.Patches);
        var tokens = cat([classToken.expand(batch, 1, -1), patches], 1);
        return tokens.add(visible is null ? positions.All(picture) : positions.Of(visible, picture));
    }

    private void CheckRequest(EncoderRequest request)
    {
        if (request.Skip < 0 || request.Skip >= Options.Depth)
            throw new ArgumentException($"{request.Skip} of {Options.Depth} blocks cannot be left out; allowed: 0 … {Options.Depth - 1}.", nameof(request));
        var last = Options.Depth - request.Skip - 1;
        if (request.Layers.Count > 0 && request.Layers[^1] > last)
            throw new ArgumentException($"Layer {request.Layers[^1]} is asked for, but the last block that runs is {last}.", nameof(request));
        if (request.Pool && pool is null)
        {
            throw new ArgumentException(
                $"This encoder has nothing that pools ({nameof(VideoEncoderOptions)}.{nameof(VideoEncoderOptions.PooledWidth)} is 0); ask with "
                + $"{nameof(EncoderRequest)}.{nameof(EncoderRequest.Pool)} = false.", nameof(request));
        }
    }
}
