using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// The motion teacher (VideoMAEv2, stage 1, 2.2): a video transformer with LayerNorms, query and value biases, a constant table of positions,
/// no class
/// token, and a final norm. Frozen: no gradients, evaluation mode.
/// </summary>
public sealed class MotionTeacher : IDisposable
{
    private readonly MotionNetwork network;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public MotionTeacher(MotionTeacherOptions options, Initializer? init = null)
    {
        options.Validate();
        Options = options;
        network = new MotionNetwork(options, init ?? Initializer.Seeded(0));
        options.Weights?.Fill(network, OfficialKeys.MotionTeacher);
        TeacherInput.Freeze(network);
    }

    public MotionTeacherOptions Options { get; }

    /// <summary>The network, for loading weights and moving between devices.</summary>
    public nn.Module Network => network;

    /// <summary>Targets for a batch.</summary>
    /// <param name="frames">B × 3 × F × S × S, normalised; resized bicubically when S is not the teacher's own size.</param>
    /// <returns>M × B × N × C: features of M layers, ascending; the last block's output normed; unit length unless the norm is none. Owned by
    /// the caller.</returns>
    public Tensor Teach(Tensor frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var layers = network.call(TeacherInput.Resize(frames, Options.ImageSize));
        return scope.MoveToOuter(stack(layers.Select(layer => UnitLength.Apply(layer, Options.Norm))));
    }

    public void Dispose() => network.Dispose();
}

/// <summary>The layers of a <see cref="MotionTeacher"/>.</summary>
internal sealed class MotionNetwork : nn.Module<Tensor, IReadOnlyList<Tensor>>
{
    private readonly PatchEmbed patchEmbed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly MotionTeacherOptions options;
    private readonly IReadOnlyList<int> layers;

    private readonly SinusoidTable positions;

    public MotionNetwork(MotionTeacherOptions options, Initializer init) : base(nameof(MotionNetwork))
    {
        this.options = options;
        layers = options.Layers.For(options.Depth);
        positions = new SinusoidTable(options.Width, options.TrainedGrid ?? options.Grid);
        patchEmbed = new PatchEmbed(options.PatchSize, options.TubeletSize, options.Width, init);
        var attention = new AttentionOptions(options.Width, options.Heads)
        {
            QkNorm = false,
            QkvBias = options.QkvBias ? QkvBias.QueryAndValue : QkvBias.None,
            Form = options.Attention,
        };
        var block = new TransformerBlockOptions(attention, (int)(options.Width * options.MlpRatio))
        {
            Norm = NormKind.Layer,
            NormEpsilon = options.NormEpsilon,
            LayerScaleInit = options.LayerScaleInit,
        };
        blocks = [.. Enumerable.Range(0, options.Depth).Select(layer => new TransformerBlock(block, layer, 0, init))];
        norm = init.LayerNorm(options.Width, options.NormEpsilon);
        RegisterComponents();
    }

    /// <param name="frames">B × 3 × F × S × S.</param>
    /// <returns>B × N × C for each layer asked for, ascending; the last one normed. Owned by the caller.</returns>
    public override IReadOnlyList<Tensor> forward(Tensor frames)
    {
        using var scope = NewDisposeScope();
        var (last, kept) = BlockStack.Run(blocks, Embed(frames, null), layers, null);
        if (layers.Count > 0 && layers[^1] == options.Depth - 1) kept[^1] = norm.call(last);
        scope.MoveToOuter(kept);
        return kept;
    }

    /// <summary>What pre-training asks for: the visible tokens alone go through the blocks, the others are never looked at.</summary>
    /// <param name="frames">B × 3 × F × S × S.</param>
    /// <param name="visible">The tokens it sees.</param>
    /// <returns>B × K × C, normed. Owned by the caller.</returns>
    public Tensor Encode(Tensor frames, VisibleTokens visible)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(norm.call(BlockStack.Run(blocks, Embed(frames, visible), [], null).Last));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) positions.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Embed(Tensor frames, VisibleTokens? visible)
    {
        ClipShape.Check(frames, options.Frames, options.ImageSize, patchEmbed.InputType, nameof(MotionTeacher));
        var patches = patchEmbed.call(frames, visible?.Patches);
        var rows = positions.Of(options.Grid).to(patches.dtype, patches.device);
        return patches.add(visible is null ? rows : rows.index_select(0, visible.Patches.flatten()).view(patches.shape));
    }
}
