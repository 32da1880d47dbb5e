using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>RMS norm in one pass, where the tensor provider has it.</summary>
internal static class FusedNorm
{
    /// <summary>y = w ⊙ x·(mean(x²) + ε)^(−½) over the last axis; null where only plain operators can do it.</summary>
    public static Tensor? Rms(Tensor x, Tensor weight, double epsilon) =>
#if OWN_TORCH
        InternVideo2.Torch.FusedLayers.RmsNorm(x, weight, epsilon);
#else
        null;
#endif
}
