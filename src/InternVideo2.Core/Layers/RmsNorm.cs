using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// y = w ⊙ x·(mean(x²) + ε)^(−½) over the last axis, no bias (stage 1, 1.5). Statistics in float32; the normalised value is cast back to x's type
/// before the product with w.
/// </summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private static readonly long[] LastAxis = [-1];

    private readonly Parameter weight;
    private readonly double epsilon;

    /// <param name="width">Size of the last axis.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="init">Places the weight; it starts at 1.</param>
    public RmsNorm(int width, double epsilon, Initializer init) : base(nameof(RmsNorm))
    {
        this.epsilon = epsilon;
        weight = init.Constant(1, width);
        RegisterComponents();
    }

    /// <summary>w; it stays this layer's.</summary>
    internal Tensor Weight => weight;

    /// <param name="x">… × width, floating point.</param>
    public override Tensor forward(Tensor x)
    {
        if (x.dtype != ScalarType.Float32) return Normalised(x.to(ScalarType.Float32)).to(x.dtype).mul(weight);
        return Fused.RmsNorm(x, weight, epsilon) ?? Normalised(x).mul(weight);
    }

    private Tensor Normalised(Tensor x) => x.mul(x.pow(2).mean(LastAxis, keepdim: true).add(epsilon).rsqrt());
}
