namespace InternVideo2.Notebook;

/// <summary>
/// PNG's prediction of a row of RGB pixels from its neighbours (PNG specification, "Filtering"). Of none, left, above and Paeth the one with the
/// smallest sum of absolute differences is taken: the usual rule, and on photographs about a third smaller than one fixed filter.
/// </summary>
internal sealed class PngRowFilter(int rowBytes)
{
    private const int PixelBytes = 3;

    private readonly byte[][] _candidates = [new byte[rowBytes + 1], new byte[rowBytes + 1], new byte[rowBytes + 1], new byte[rowBytes + 1]];
    private readonly byte[] _zeros = new byte[rowBytes];

    /// <summary>The filter type followed by the filtered row. Valid until the next call.</summary>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above it; empty for the first row.</param>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        if (above.IsEmpty) above = _zeros;
        var (none, left, up, paeth) = (_candidates[0], _candidates[1], _candidates[2], _candidates[3]);
        (none[0], left[0], up[0], paeth[0]) = (0, 1, 2, 4);
        row.CopyTo(none.AsSpan(1));
        for (var i = 0; i < row.Length; i++)
        {
            var a = i < PixelBytes ? (byte)0 : row[i - PixelBytes];
            var c = i < PixelBytes ? (byte)0 : above[i - PixelBytes];
            left[i + 1] = (byte)(row[i] - a);
            up[i + 1] = (byte)(row[i] - above[i]);
            paeth[i + 1] = (byte)(row[i] - Predict(a, above[i], c));
        }
        return _candidates.MinBy(Cost)!;
    }

    private static byte Predict(byte left, byte above, byte corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static long Cost(byte[] candidate)
    {
        long sum = 0;
        for (var i = 1; i < candidate.Length; i++) sum += Math.Abs((int)(sbyte)candidate[i]);
        return sum;
    }
}
