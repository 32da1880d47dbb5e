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
    /// <summary>x divided by its plain Euclidean length over the last axis, without an epsilon (stage 1, 1.8); with None, x itself.</summary>
    public static Tensor Apply(Tensor x, FeatureNorm norm) => norm == FeatureNorm.L2 ? x.div(x.norm(-1, keepdim: true, p: 2)) : x;
}
