using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>What is done to features before they are compared.</summary>
public enum FeatureNorm
{
    /// <summary>Divided by their Euclidean length.</summary>
    L2,

    /// <summary>Nothing.</summary>
    None,
}

internal static class UnitLength
{
    /// <summary>A LayerNorm with weight and bias, then <see cref="Apply(Tensor, FeatureNorm)"/>.</summary>
    /// <param name="layerNorm">The norm.</param>
    /// <param name="epsilon">Its ε.</param>
    /// <param name="x">… × C.</param>
    /// <param name="norm">What follows it.</param>
    public static Tensor After(LayerNorm layerNorm, double epsilon, Tensor x, FeatureNorm norm) =>
        norm == FeatureNorm.L2 && Fused.UnitLayerNorm(x, layerNorm.weight!, layerNorm.bias!, epsilon) is { } fused
            ? fused
            : Apply(layerNorm.call(x), norm);

    /// <summary>x divided by its plain Euclidean length over the last axis, without an epsilon (stage 1, 1.8); with None, x itself.</summary>
    public static Tensor Apply(Tensor x, FeatureNorm norm) => norm == FeatureNorm.L2 ? x.div(x.norm(-1, keepdim: true, p: 2)) : x;
}
