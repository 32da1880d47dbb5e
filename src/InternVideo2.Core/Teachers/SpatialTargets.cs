using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>What a spatial teacher says about a batch of clips. Owns its tensors.</summary>
/// <param name="Middle">K × B × (1+N) × C: features of K layers, class token first; unit length unless the teacher's norm is none.</param>
/// <param name="Final">B × D: pooled features; unit length unless the teacher's norm is none.</param>
/// <param name="Attention">R × M, not negative: how much the teacher looked at each patch. Either one row for each position in time (R = B·T,
/// M = G²) or
/// one for each clip (R = B, M = N). Rows do not sum to 1: the class token's share is taken out.</param>
public sealed record SpatialTargets(Tensor Middle, Tensor Final, Tensor Attention) : IDisposable
{
    public void Dispose()
    {
        Middle.Dispose();
        Final.Dispose();
        Attention.Dispose();
    }
}
