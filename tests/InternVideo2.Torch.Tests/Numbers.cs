using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>
/// Inputs and fingerprints that a few lines of Python make as well. The fingerprints in the tests come from python3 with torch 1.13 on the CPU:
/// <code>
/// wave(*shape, f)  = torch.arange(n, dtype=torch.float64).mul(f).sin().reshape(shape).float()
/// digest(t)        = (t.double().flatten() * torch.arange(n, dtype=torch.float64).cos()).sum()
/// </code>
/// The weights of the digest differ from element to element, so that a transposed or shifted result does not pass.
/// </summary>
internal static class Numbers
{
    internal static Tensor Wave(params long[] shape) => WaveOf(0.7, shape);

    internal static Tensor WaveOf(double frequency, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return arange(count, ScalarType.Float64).mul(frequency).sin().reshape(shape).to(ScalarType.Float32);
    }

    internal static double Digest(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().to(ScalarType.Float64).flatten();
        return (flat * arange(flat.numel(), ScalarType.Float64).cos()).sum().ToDouble();
    }

    /// <summary>The default tolerance allows for float32 sums in another order.</summary>
    internal static void Same(double expected, Tensor actual, double tolerance = 2e-6)
    {
        var digest = Digest(actual);
        Assert.True(
            Math.Abs(digest - expected) <= tolerance * Math.Max(1, Math.Abs(expected)),
            $"expected the fingerprint {expected}, got {digest} for a tensor of shape [{string.Join(", ", actual.shape)}]");
    }

    internal static void Close(Tensor expected, Tensor actual, double rtol = 1e-5, double atol = 1e-6)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        var wide = expected.to(ScalarType.Float64);
        var difference = (actual.to(ScalarType.Float64) - wide).abs() - wide.abs() * rtol;
        Assert.True(difference.max().ToDouble() <= atol, $"the largest difference is {difference.max().ToDouble()} beyond rtol {rtol}");
    }
}
