using System.Diagnostics;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>How fast this machine multiplies float32 matrices at best: the yardstick for what a step achieves.</summary>
internal static class GemmPeak
{
    /// <summary>Floating-point operations of one product.</summary>
    public const double Flops = 2.0 * Size * Size * Size;

    private const int Size = 1536;

    /// <summary>The best of several products of two 1536 × 1536 matrices, in GFLOP/s.</summary>
    public static double Measure(int repetitions = 12) => Flops / Times(repetitions).Min() / 1e6;

    /// <summary>Milliseconds of several such products.</summary>
    public static double[] Times(int repetitions)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn([Size, Size]), randn([Size, Size]));
        var times = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var product = a.mm(b);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }
}
