using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// Matrices rounded to int8: each row is divided by a 127th of its largest magnitude, so that no weight moves by more than half of that. Owns its tensors.
/// </summary>
internal sealed class Int8Matrices : IDisposable
{
    private readonly string? stamp;

    /// <param name="weights">Float32, outputs × inputs; borrowed.</param>
    public Int8Matrices(IReadOnlyList<Tensor> weights)
    {
        stamp = Stamp(weights);
        All = [.. weights.Select(Round)];
    }

    /// <summary>For each matrix outputs × inputs int8, and the factors of its rows; they stay this object's.</summary>
    public IReadOnlyList<(Tensor Values, Tensor Scales)> All { get; }

    /// <summary>Whether they are what would be made of these matrices now.</summary>
    public bool AreOf(IReadOnlyList<Tensor> weights) => stamp is not null && stamp == Stamp(weights);

    public void Dispose()
    {
        foreach (var (values, scales) in All)
        {
            values.Dispose();
            scales.Dispose();
        }
    }

    private static (Tensor Values, Tensor Scales) Round(Tensor weight)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var scales = weight.abs().amax(1).div(127).clamp(min: 1e-30);
        var values = weight.div(scales.unsqueeze(1)).round().to(ScalarType.Int8).contiguous();
        return (values.DetachFromDisposeScope(), scales.DetachFromDisposeScope());
    }

    // What moves when weights are changed; null where the tensor provider does not count.
    private static string? Stamp(IReadOnlyList<Tensor> weights) =>
#if OWN_TORCH
        string.Join(' ', weights.Select(weight => $"{weight.Handle} {InternVideo2.Torch.TensorVersion.Of(weight)}"));
#else
        null;
#endif
}
