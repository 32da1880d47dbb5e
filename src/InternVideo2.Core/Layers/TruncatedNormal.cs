using TorchSharp;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Normal values of which none lies outside given bounds. Written here because <c>nn.init.trunc_normal_</c> of the TorchSharp package fills the
/// tensor with the constant std.
/// </summary>
public static class TruncatedNormal
{
    /// <summary>
    /// Fills <paramref name="target"/> by drawing again what falls outside. Bounds are absolute values, not multiples of
    /// <paramref name="std"/>: with the usual std 0.02 and bounds ±2 nothing is ever cut (stage 1, 1.9).
    /// </summary>
    /// <param name="target">Floating point, any shape, on the generator's device.</param>
    /// <param name="std">Above 0.</param>
    /// <param name="generator">The source of the draws.</param>
    /// <param name="mean">Between the bounds.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound, at least std/10 above the lower one (else nearly every draw would be thrown away).</param>
    public static void Fill(Tensor target, double std, Generator generator, double mean = 0, double low = -2, double high = 2)
    {
        if (!(std > 0)) throw new ArgumentOutOfRangeException(nameof(std), std, "std must be above 0.");
        if (!(low <= mean && mean <= high && high - low >= std / 10))
        {
            throw new ArgumentOutOfRangeException(
                nameof(low), $"[{low}, {high}]", $"The bounds must enclose the mean {mean} and lie at least {std / 10} (std/10) apart.");
        }
        using var guard = no_grad();
        target.normal_(mean, std, generator);
        while (true)
        {
            using var scope = NewDisposeScope();
            var outside = target.clamp(low, high).ne(target);
            if (!outside.any().ToBoolean()) return;
            target.copy_(where(outside, empty_like(target).normal_(mean, std, generator), target));
        }
    }
}
