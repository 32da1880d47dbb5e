using static TorchSharp.torch;

namespace InternVideo2.Evaluation;

/// <summary>Cosines as stage 2 computes them (7.1).</summary>
internal static class Cosine
{
    /// <summary>x / max(‖x‖, 10⁻¹²) over the last axis, float32.</summary>
    public static Tensor Unit(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        var plain = vectors.to(ScalarType.Float32);
        return scope.MoveToOuter(plain.div(plain.norm(-1, keepdim: true, p: 2).clamp(min: 1e-12)));
    }
}
