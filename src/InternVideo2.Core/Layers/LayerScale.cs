using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>γ ⊙ x with a trained vector γ. The product is made in float32 whatever x's type, then cast back (stage 1, 1.5).</summary>
public sealed class LayerScale : nn.Module<Tensor, Tensor>
{
    private readonly Parameter gamma;

    /// <param name="width">Size of the last axis.</param>
    /// <param name="start">First value of every γ.</param>
    /// <param name="init">Makes the parameter.</param>
    public LayerScale(int width, double start, Initializer init) : base(nameof(LayerScale))
    {
        gamma = init.Constant(start, width);
        RegisterComponents();
    }

    /// <summary>x + γ ⊙ branch, in one pass where the tensor provider has it.</summary>
    /// <param name="x">… × width.</param>
    /// <param name="branch">Of the same shape.</param>
    public Tensor AddTo(Tensor x, Tensor branch) => Fused.ScaledResidual(x, branch, gamma) ?? x.add(call(branch));

    /// <param name="x">… × width.</param>
    public override Tensor forward(Tensor x) => x.dtype == ScalarType.Float32 && gamma.dtype == ScalarType.Float32
        ? x.mul(gamma)
        : x.to(ScalarType.Float32).mul(gamma.to(ScalarType.Float32)).to(x.dtype);
}
