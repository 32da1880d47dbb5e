using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>What a classifier's head sees (stage 1, 9.3). C: width of the encoder, P: of its pooled vector, T: positions in time.</summary>
public enum HeadInput
{
    /// <summary>The pooled vector, normalised: P values. Official name: proj.</summary>
    Pooled,

    /// <summary>The class token and the mean of all patches: 2·C values. Official name: cls_avg1.</summary>
    ClassMean,

    /// <summary>The class token and the mean patch of each position in time, each brought to P values: P·(T+1). Official name: cls_avgN.</summary>
    ClassFrames,

    /// <summary><see cref="ClassMean"/> and <see cref="Pooled"/>. Official name: cls_avg1_proj.</summary>
    ClassMeanPooled,

    /// <summary><see cref="ClassFrames"/> and <see cref="Pooled"/>. Official name: cls_avgN_proj.</summary>
    ClassFramesPooled,
}

/// <summary>How merged token vectors are normalised over their channels.</summary>
public enum MergeNorm
{
    /// <summary>LayerNorm, ε 1e-5; flattened vector by vector.</summary>
    Layer,

    /// <summary>BatchNorm with scale and shift, ε 1e-5; flattened channel by channel.</summary>
    Batch,

    /// <summary>BatchNorm without scale and shift, ε 1e-6; flattened channel by channel. Official name: kaiming_BN.</summary>
    PlainBatch,
}

/// <summary>Turns the tokens after the last block into one vector without the attention pooling (stage 1, 9.3).</summary>
public sealed class TokenMerge : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm;
    private readonly Linear? reduce;
    private readonly MergeNorm kind;
    private readonly int times;

    /// <param name="input">Which tokens; not <see cref="HeadInput.Pooled"/>.</param>
    /// <param name="kind">How they are normalised.</param>
    /// <param name="width">C of the tokens.</param>
    /// <param name="reducedWidth">P, width of the vectors where every frame gives one.</param>
    /// <param name="times">T.</param>
    /// <param name="init">Makes the parameters.</param>
    public TokenMerge(HeadInput input, MergeNorm kind, int width, int reducedWidth, int times, Initializer init) : base(nameof(TokenMerge))
    {
        (this.kind, this.times) = (kind, times);
        var byFrame = input is HeadInput.ClassFrames or HeadInput.ClassFramesPooled;
        if (byFrame) reduce = init.Linear(width, reducedWidth);
        var channels = byFrame ? reducedWidth : width;
        Width = byFrame ? channels * (times + 1) : channels * 2;
        norm = kind switch
        {
            MergeNorm.Layer => init.LayerNorm(channels, 1e-5),
            MergeNorm.Batch => init.BatchNorm(channels, 1e-5, affine: true),
            _ => init.BatchNorm(channels, 1e-6, affine: false),
        };
        RegisterComponents();
    }

    /// <summary>Size of the result.</summary>
    public int Width { get; }

    /// <param name="tokens">B × (1+N) × C, class token first, patches time slowest.</param>
    /// <returns>B × <see cref="Width"/>.</returns>
    public override Tensor forward(Tensor tokens)
    {
        var (batch, patches) = (tokens.shape[0], tokens.shape[1] - 1);
        var groups = reduce is null ? 1 : times;
        var means = tokens.narrow(1, 1, patches).reshape(batch, groups, patches / groups, -1).mean(new long[] { 2 });
        var vectors = cat([tokens.narrow(1, 0, 1), means], 1);
        if (reduce is not null) vectors = Activate(reduce.call(vectors));
        return kind == MergeNorm.Layer ? norm.call(vectors).flatten(1) : norm.call(vectors.transpose(1, 2)).flatten(1);
    }

    // GELU over one axis: libtorch 1.13 returns garbage gradients for GELU when the gradient that comes in is a transposed tensor, as it is
    // behind the BatchNorm (stage 1, 13, item 26). Brought back to one axis, the gradient is copied into order.
    private static Tensor Activate(Tensor x) => Gelu.Apply(x.flatten(), GeluForm.Erf).view(x.shape);
}
