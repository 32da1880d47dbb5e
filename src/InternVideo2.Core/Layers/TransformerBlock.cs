using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>How a <see cref="TransformerBlock"/> is built. The defaults are the students'.</summary>
/// <param name="Attention">Width, heads and form.</param>
/// <param name="HiddenWidth">Width inside the MLP.</param>
public sealed record TransformerBlockOptions(AttentionOptions Attention, int HiddenWidth)
{
    public NormKind Norm { get; init; } = NormKind.Rms;

    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>First value of LayerScale's γ; 0 leaves LayerScale out.</summary>
    public double LayerScaleInit { get; init; } = 1e-5;

    public GeluForm Gelu { get; init; } = GeluForm.Erf;
}

/// <summary>
/// Pre-norm transformer block with two residual branches (stage 1, 1.5):
/// x ← x + DropPath(γ₁ ⊙ Attention(norm₁ x)), x ← x + DropPath(γ₂ ⊙ Mlp(norm₂ x)).
/// </summary>
public sealed class TransformerBlock : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm1;
    private readonly Attention attention;
    private readonly LayerScale? scale1;
    private readonly nn.Module<Tensor, Tensor> norm2;
    private readonly Mlp mlp;
    private readonly LayerScale? scale2;
    private readonly DropPath dropPath;

    /// <param name="options">Sizes and variants.</param>
    /// <param name="layer">Index of the block in its stack, from 0: output matrices start smaller by √(2(layer+1)) (stage 1, 1.9).</param>
    /// <param name="dropPathRate">Rate of both branches, drawn independently. In [0, 1).</param>
    /// <param name="init">Makes the parameters.</param>
    public TransformerBlock(TransformerBlockOptions options, int layer, double dropPathRate, Initializer init) : base(nameof(TransformerBlock))
    {
        var width = options.Attention.Width;
        var outputStd = 0.02 / Math.Sqrt(2.0 * (layer + 1));
        norm1 = Norms.Create(options.Norm, width, options.NormEpsilon, init);
        attention = new Attention(options.Attention, outputStd, init);
        norm2 = Norms.Create(options.Norm, width, options.NormEpsilon, init);
        mlp = new Mlp(width, options.HiddenWidth, options.Gelu, outputStd, init);
        if (options.LayerScaleInit > 0)
        {
            scale1 = new LayerScale(width, options.LayerScaleInit, init);
            scale2 = new LayerScale(width, options.LayerScaleInit, init);
        }
        dropPath = new DropPath(dropPathRate);
        RegisterComponents();
    }

    /// <param name="x">B × L × C.</param>
    /// <param name="drops">Generator of the drop-path draws; only used in training mode with a rate above 0.</param>
    /// <returns>B × L × C.</returns>
    public override Tensor forward(Tensor x, Generator? drops)
    {
        x = Join(x, attention.call(norm1.call(x)), scale1, drops);
        return Join(x, mlp.call(norm2.call(x)), scale2, drops);
    }

    private Tensor Join(Tensor x, Tensor branch, LayerScale? scale, Generator? drops) =>
        scale is null || dropPath.Drops ? x.add(dropPath.call(scale?.call(branch) ?? branch, drops)) : scale.AddTo(x, branch);
}
