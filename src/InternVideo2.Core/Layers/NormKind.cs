using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>The two norms of the transformer blocks.</summary>
public enum NormKind
{
    /// <summary><see cref="RmsNorm"/>: the students and the spatial teacher.</summary>
    Rms,

    /// <summary>LayerNorm with bias: the motion teacher.</summary>
    Layer,
}

internal static class Norms
{
    public static nn.Module<Tensor, Tensor> Create(NormKind kind, int width, double epsilon, Initializer init) =>
        kind == NormKind.Rms ? new RmsNorm(width, epsilon, init) : init.LayerNorm(width, epsilon);
}
