using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Which GELU (stage 1, 1.5).</summary>
public enum GeluForm
{
    /// <summary>The exact one, x·Φ(x). Default when training from scratch.</summary>
    Erf,

    /// <summary>The tanh approximation of the fused kernels the official 1B and 6B weights were trained with.</summary>
    Tanh,
}

internal static class Gelu
{
    /// <summary>GELU of a linear map: its bias is added on the way where the tensor provider can do that.</summary>
    public static Tensor After(Linear linear, Tensor x, GeluForm form)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            linear.bias is { } bias && Fused.BiasGelu(nn.functional.linear(x, linear.weight), bias, form) is { } fused ? fused : Apply(linear.call(x), form));
    }

    public static Tensor Apply(Tensor x, GeluForm form) =>
        form == GeluForm.Erf ? nn.functional.gelu(x) : nn.functional.gelu(x, GELU.Approximate.tanh);
}
