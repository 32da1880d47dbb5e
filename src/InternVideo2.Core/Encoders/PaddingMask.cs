using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>Masks of what is padding.</summary>
public static class PaddingMask
{
    /// <summary>
    /// From samples to frames, or from frames to tokens: a unit is padding only if all its members are. What does not divide evenly is cut off at the end
    /// (stage 2, 4.4).
    /// </summary>
    /// <param name="mask">B × members bool, true where there is padding; stays the caller's.</param>
    /// <param name="units">New length, 1 … members.</param>
    /// <returns>B × units bool. Owned by the caller.</returns>
    public static Tensor Reduce(Tensor mask, long units)
    {
        if (mask.dtype != ScalarType.Bool || mask.ndim != 2 || units < 1 || units > mask.shape[1])
        {
            throw new ArgumentException(
                $"The padding mask is {mask.dtype} [{string.Join(", ", mask.shape)}]; expected Bool, batch × at least {units}.", nameof(mask));
        }
        using var scope = NewDisposeScope();
        var members = mask.shape[1] / units;
        return scope.MoveToOuter(mask.narrow(1, 0, members * units).unflatten(1, units, members).all(2));
    }
}
