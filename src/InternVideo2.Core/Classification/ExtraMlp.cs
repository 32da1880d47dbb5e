using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>z + MLP(LayerNorm(z)): what the attentive probe of SSV2 puts after the pooling (stage 1, 9.2). Starts as the identity.</summary>
public sealed class ExtraMlp : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly Mlp mlp;

    /// <param name="width">Size of the pooled vector; four times as many hidden units.</param>
    /// <param name="init">Makes the parameters.</param>
    public ExtraMlp(int width, Initializer init) : base(nameof(ExtraMlp))
    {
        norm = init.LayerNorm(width, 1e-5);
        mlp = new Mlp(width, 4 * width, GeluForm.Erf, outputStd: 0, init);
        RegisterComponents();
    }

    /// <param name="z">B × width.</param>
    /// <returns>B × width.</returns>
    public override Tensor forward(Tensor z) => z.add(mlp.call(norm.call(z)));
}
