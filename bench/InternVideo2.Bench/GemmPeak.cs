using System.Diagnostics;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>How fast this machine multiplies float32 matrices at best: the yardstick for what a step achieves.</summary>
internal static class GemmPeak
{
    private const int Size = 1536;

    /// <summary>The best of several products of two 1536 × 1536 matrices, in GFLOP/s.</summary>
    public static double Measure(int repetitions = 12)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn([Size, Size]), randn([Size, Size]));
        var best = double.MaxValue;
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var product = a.mm(b);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2e-9 * Size * Size * Size / best;
    }
}
