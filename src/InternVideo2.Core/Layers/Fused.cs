using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Several operators in one pass, where the tensor provider has it; null where only plain operators can do it. Results are owned by the caller.
/// </summary>
internal static class Fused
{
    /// <summary>w ⊙ x·(mean(x²) + ε)^(−½) over the last axis.</summary>
    public static Tensor? RmsNorm(Tensor x, Tensor weight, double epsilon) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.RmsNorm(x, weight, epsilon);
#else
        null;
#endif

    /// <summary>LayerNorm over the last axis, then rows of unit length.</summary>
    public static Tensor? UnitLayerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.UnitLayerNorm(x, weight, bias, epsilon);
#else
        null;
#endif

    /// <summary>GELU of x + bias.</summary>
    public static Tensor? BiasGelu(Tensor x, Tensor bias, GeluForm form) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.BiasGelu(x, bias, form == GeluForm.Tanh);
#else
        null;
#endif

    /// <summary>x + γ ⊙ branch.</summary>
    public static Tensor? ScaledResidual(Tensor x, Tensor branch, Tensor gamma) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.ScaledResidual(x, branch, gamma);
#else
        null;
#endif

    /// <summary>Σ x·target, the target without gradient.</summary>
    public static Tensor? Dot(Tensor x, Tensor target) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.Dot(x, target);
#else
        null;
#endif
}
