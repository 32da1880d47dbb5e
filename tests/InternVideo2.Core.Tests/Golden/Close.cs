using System.Globalization;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Golden;

/// <summary>Compares tensors with a tolerance relative to the largest expected magnitude.</summary>
internal static class Close
{
    /// <summary>
    /// Fails unless shapes agree and every |actual − expected| ≤ relative · max|expected| + absolute. The message has the name, the largest
    /// difference,
    /// the largest expected magnitude, their ratio and the first element out of bounds.
    /// If IV2_GOLDEN_REPORT names a file, a line with the name and the ratio is added to it.
    /// </summary>
    /// <returns>max|actual − expected| / max|expected| (the difference itself where everything expected is zero).</returns>
    public static double Check(string name, Tensor actual, Tensor expected, double relative, double absolute = 0)
    {
        Assert.True(actual.shape.SequenceEqual(expected.shape),
            $"{name}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}].");
        var (a, e) = (Values(actual), Values(expected));
        var largest = e.Length == 0 ? 0 : e.Max(Math.Abs);
        var allowed = relative * largest + absolute;
        var (worst, firstBad) = (0.0, -1L);
        for (var i = 0; i < a.Length; i++)
        {
            var difference = Math.Abs(a[i] - e[i]);
            // Written so that NaN counts as out of bounds.
            if (!(difference <= allowed) && firstBad < 0) firstBad = i;
            if (!(difference <= worst)) worst = difference;
        }
        var ratio = largest > 0 ? worst / largest : worst;
        Report(name, ratio);
        if (firstBad >= 0)
        {
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{name}: max abs diff {worst:g4}, max |expected| {largest:g4}, relative {ratio:g3} (allowed {relative:g3}{(absolute > 0 ? $" + {absolute:g3}" : "")}); first bad at {Index(firstBad, expected.shape)}: {a[firstBad]:g9}, expected {e[firstBad]:g9}."));
        }
        return ratio;
    }

    private static double[] Values(Tensor tensor)
    {
        using var plain = tensor.detach();
        using var host = plain.cpu();
        using var wide = host.to(ScalarType.Float64);
        using var packed = wide.contiguous();
        return packed.data<double>().ToArray();
    }

    private static string Index(long flat, long[] shape)
    {
        var index = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--) (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        return $"[{string.Join(", ", index)}]";
    }

    private static void Report(string name, double ratio)
    {
        if (Environment.GetEnvironmentVariable("IV2_GOLDEN_REPORT") is not { Length: > 0 } path) return;
        lock (typeof(Close)) File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{ratio:e2}\t{name}\n"));
    }
}
