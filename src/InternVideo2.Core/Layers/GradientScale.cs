using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Scales what flows back through a place, not what flows forward.</summary>
internal static class GradientScale
{
    /// <summary>The same values, bit for bit; the gradient on its way to <paramref name="x"/> is multiplied by <paramref name="factor"/>.</summary>
    /// <returns>May be <paramref name="x"/> itself.</returns>
    public static Tensor Apply(Tensor x, double factor)
    {
        if (factor == 1 || !x.requires_grad || !is_grad_enabled()) return x;
        using var scope = NewDisposeScope();
        var scaled = x.mul(factor);
        // The difference is exactly zero, so the sum is exactly x.
        return scope.MoveToOuter(x.detach().add(scaled.sub(scaled.detach())));
    }
}
