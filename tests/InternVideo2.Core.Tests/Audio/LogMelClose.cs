using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Audio;

/// <summary>
/// Compares log energies. Bands far below the loudest of their frame hold little but float32's rounding: there the energies themselves are compared, relative
/// to the loudest one.
/// </summary>
internal static class LogMelClose
{
    private const double LogTolerance = 3e-4;
    private const double EnergyTolerance = 2e-5;

    /// <summary>Of natural logarithms, m × M.</summary>
    public static void Check(string name, Tensor actual, Tensor expected)
    {
        Assert.True(actual.shape.SequenceEqual(expected.shape), $"{name}: [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}].");
        using var scope = NewDisposeScope();
        var (a, e) = (actual.to(ScalarType.Float64), expected.to(ScalarType.Float64));
        var (loudest, _) = e.max(1, keepdim: true);
        var near = a.sub(e).abs().le(LogTolerance);
        var faint = a.sub(loudest).exp().sub(e.sub(loudest).exp()).abs().le(EnergyTolerance);
        var bad = near.logical_or(faint).logical_not().sum().item<long>();
        Assert.True(bad == 0, $"{name}: {bad} of {a.numel()} log energies differ, the most by {a.sub(e).abs().max().item<double>():g3}.");
    }
}
