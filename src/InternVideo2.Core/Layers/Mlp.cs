using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Linear, GELU, linear; both with bias (stage 1, 1.5).</summary>
public sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly GeluForm gelu;

    /// <param name="width">Size of the last axis, in and out.</param>
    /// <param name="hiddenWidth">Size in between.</param>
    /// <param name="gelu">Which GELU.</param>
    /// <param name="outputStd">Standard deviation of the second matrix at the start; deeper blocks have smaller ones.</param>
    /// <param name="init">Makes the parameters.</param>
    public Mlp(int width, int hiddenWidth, GeluForm gelu, double outputStd, Initializer init) : base(nameof(Mlp))
    {
        this.gelu = gelu;
        expand = init.Linear(width, hiddenWidth);
        contract = init.Linear(hiddenWidth, width, std: outputStd);
        RegisterComponents();
    }

    /// <param name="x">… × width.</param>
    public override Tensor forward(Tensor x)
    {
        using var hidden = Gelu.After(expand, x, gelu);
        return contract.call(hidden);
    }
}
