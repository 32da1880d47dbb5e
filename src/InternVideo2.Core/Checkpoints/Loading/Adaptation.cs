using static TorchSharp.torch;

namespace InternVideo2.Checkpoints;

/// <summary>Where the load report lists a change.</summary>
internal enum AdaptationKind
{
    /// <summary>Kernels inflated or averaged, rows of a head picked.</summary>
    Reshape,

    /// <summary>A table of positions resized.</summary>
    Interpolate,
}

/// <summary>A change that gives a tensor of the checkpoint the shape of the model's.</summary>
/// <param name="Kind">What sort of change.</param>
/// <param name="How">In words, for the report.</param>
/// <param name="Apply">Makes the changed tensor, owned by the caller; leaves the original alone.</param>
internal sealed record Adaptation(AdaptationKind Kind, string How, Func<Tensor, Tensor> Apply);
