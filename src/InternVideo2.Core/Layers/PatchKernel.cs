using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>How a patch kernel of one frame becomes one of several.</summary>
public enum TubeletInflation
{
    /// <summary>The frame in the middle (k div 2) gets the kernel, the others zeros: the model sees that frame alone at first.</summary>
    Centre,

    /// <summary>Every frame gets the kernel divided by k: the model sees the mean of the frames at first.</summary>
    Mean,
}

/// <summary>Brings the weight of a patch embedding to another tubelet size (stage 1, 12.1 and 12.2).</summary>
public static class PatchKernel
{
    /// <summary>Makes a kernel of k frames from one of one frame.</summary>
    /// <param name="weight">C × 3 × P × P (of a 2-D convolution) or C × 3 × 1 × P × P; any floating point type.</param>
    /// <param name="tubelet">k, 1 or more.</param>
    /// <param name="inflation">How.</param>
    /// <returns>C × 3 × k × P × P, of the weight's type, owned by the caller.</returns>
    public static Tensor Inflate(Tensor weight, int tubelet, TubeletInflation inflation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tubelet, 1);
        var shape = weight.shape;
        if (shape.Length != 4 && !(shape.Length == 5 && shape[2] == 1))
        {
            throw new ArgumentException(
                $"Only the kernel of one frame can be inflated, [C, 3, P, P] or [C, 3, 1, P, P]; this one is [{string.Join(", ", shape)}].", nameof(weight));
        }
        using var scope = NewDisposeScope();
        var single = shape.Length == 4 ? weight.unsqueeze(2) : weight;
        if (inflation == TubeletInflation.Mean) return scope.MoveToOuter(single.repeat(1, 1, tubelet, 1, 1).div(tubelet));
        Tensor Empty(long frames) => zeros([shape[0], shape[1], frames, shape[^2], shape[^1]], dtype: weight.dtype, device: weight.device);
        var centre = tubelet / 2;
        return scope.MoveToOuter(cat([Empty(centre), single, Empty(tubelet - 1 - centre)], 2));
    }

    /// <summary>Averages a kernel over its frames.</summary>
    /// <param name="weight">C × 3 × k × P × P.</param>
    /// <returns>C × 3 × 1 × P × P, owned by the caller.</returns>
    public static Tensor Pool(Tensor weight) => weight.ndim == 5
        ? weight.mean([2], keepdim: true)
        : throw new ArgumentException($"A kernel of several frames is [C, 3, k, P, P]; this one is [{string.Join(", ", weight.shape)}].", nameof(weight));
}
