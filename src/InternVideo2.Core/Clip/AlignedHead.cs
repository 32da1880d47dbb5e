using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>Brings the pooled vector of a small vision tower into the text tower's space: LayerNorm and Linear (stage 2, 16.3).</summary>
public sealed class AlignedHead : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly Linear projection;

    /// <param name="width">Size of the pooled vector.</param>
    /// <param name="outputWidth">Size of the result.</param>
    /// <param name="init">Makes the parameters.</param>
    public AlignedHead(int width, int outputWidth, Initializer init) : base(nameof(AlignedHead))
    {
        norm = init.LayerNorm(width, 1e-5);
        projection = init.Linear(width, outputWidth);
        RegisterComponents();
    }

    /// <param name="x">B × width.</param>
    /// <returns>B × output width.</returns>
    public override Tensor forward(Tensor x)
    {
        using var normalised = norm.call(x);
        return projection.call(normalised);
    }
}
