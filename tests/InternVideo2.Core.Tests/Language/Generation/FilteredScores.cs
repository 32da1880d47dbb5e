using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Compares scores of which some are removed: which ones exactly, the others with a tolerance.</summary>
internal static class FilteredScores
{
    public static void Check(string name, Tensor actual, Tensor expected, double relative)
    {
        using var scope = NewDisposeScope();
        var (removed, wanted) = (actual.eq(double.NegativeInfinity), expected.eq(double.NegativeInfinity));
        Assert.True(removed.eq(wanted).all().ToBoolean(), $"{name}: other tokens are removed than expected.");
        Close.Check(name, actual.masked_fill(removed, 0), expected.masked_fill(wanted, 0), relative);
    }
}
