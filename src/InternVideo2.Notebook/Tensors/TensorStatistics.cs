using static TorchSharp.torch;

namespace InternVideo2.Notebook;

/// <summary>What can be said about the values of a tensor without looking at each.</summary>
/// <param name="Count">All values.</param>
/// <param name="NaN">How many are not a number.</param>
/// <param name="Infinite">How many are infinite.</param>
/// <param name="Min">Of the finite values; NaN without any, like the others.</param>
/// <param name="Max">Of the finite values.</param>
/// <param name="Mean">Of the finite values.</param>
/// <param name="Std">Of the finite values, with n − 1 in the denominator; NaN for fewer than two.</param>
/// <param name="Histogram">Counts of the finite values in equal bins from Min to Max.</param>
public sealed record TensorStatistics(long Count, long NaN, long Infinite, double Min, double Max, double Mean, double Std, IReadOnlyList<long> Histogram)
{
    private const int Bins = 40;

    /// <summary>Reads the tensor twice, in pieces of bounded size. Bool counts as 0 and 1.</summary>
    /// <param name="tensor">Any shape, real dtype and device. Not kept.</param>
    public static TensorStatistics Of(Tensor tensor)
    {
        long count = 0, nan = 0, infinite = 0;
        var (min, max, mean, squares) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0.0);
        foreach (var piece in TensorData.Pieces(tensor))
        {
            foreach (var value in piece)
            {
                if (double.IsNaN(value)) nan++;
                else if (double.IsInfinity(value)) infinite++;
                else
                {
                    // Welford's update: no cancellation, however far the mean is from zero.
                    var delta = value - mean;
                    mean += delta / ++count;
                    squares += delta * (value - mean);
                    (min, max) = (Math.Min(min, value), Math.Max(max, value));
                }
            }
        }
        if (count == 0) return new(nan + infinite, nan, infinite, double.NaN, double.NaN, double.NaN, double.NaN, []);
        var std = count > 1 ? Math.Sqrt(squares / (count - 1)) : double.NaN;
        return new(count + nan + infinite, nan, infinite, min, max, mean, std, CountBins(tensor, min, max));
    }

    private static long[] CountBins(Tensor tensor, double min, double max)
    {
        var bins = new long[Bins];
        var scale = max > min ? Bins / (max - min) : 0;
        foreach (var piece in TensorData.Pieces(tensor))
        {
            foreach (var value in piece)
                if (double.IsFinite(value)) bins[Math.Min(Bins - 1, (int)((value - min) * scale))]++;
        }
        return bins;
    }
}
