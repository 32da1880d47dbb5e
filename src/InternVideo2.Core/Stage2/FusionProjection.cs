using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>Linear, LayerNorm: brings the tokens of one sense to the channels of all (stage 2, 5.2).</summary>
public sealed class FusionProjection : nn.Module<Tensor, Tensor>
{
    private readonly Linear linear;
    private readonly LayerNorm norm;

    /// <param name="width">Channels of the sense's encoder.</param>
    /// <param name="fusionWidth">Channels of all.</param>
    /// <param name="init">Makes the parameters.</param>
    public FusionProjection(int width, int fusionWidth, Initializer init) : base(nameof(FusionProjection))
    {
        linear = init.PlainLinear(width, fusionWidth);
        norm = init.LayerNorm(fusionWidth, 1e-5);
        RegisterComponents();
    }

    /// <param name="tokens">B × n × width.</param>
    /// <returns>B × n × fusionWidth.</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var moved = linear.call(tokens);
        return norm.call(moved);
    }
}
