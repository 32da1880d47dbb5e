namespace InternVideo2.Video;

/// <summary>
/// The crop of pre-training (stage 1, 8.2): a size from a list of pairs that are at most one scale apart, then one of 13 fixed places.
/// </summary>
public static class MultiScaleCrop
{
    private static readonly double[] s_scales = [1, 0.875, 0.75, 0.66];

    // In quarters of the room left and right, above and below.
    private static readonly (int X, int Y)[] s_places =
        [(0, 0), (4, 0), (0, 4), (4, 4), (2, 2), (0, 2), (4, 2), (2, 4), (2, 0), (1, 1), (3, 1), (1, 3), (3, 3)];

    /// <summary>The candidate sizes in official order.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="size">Side of the target; a candidate side within two pixels of it becomes it.</param>
    public static IReadOnlyList<(int Width, int Height)> Sizes(int width, int height, int size)
    {
        int side = Math.Min(width, height);
        int[] sides = [.. s_scales.Select(scale => (int)(side * scale)).Select(c => Math.Abs(c - size) < 3 ? size : c)];
        return
        [
            .. from h in Enumerable.Range(0, sides.Length)
               from w in Enumerable.Range(0, sides.Length)
               where Math.Abs(h - w) <= 1
               select (sides[w], sides[h]),
        ];
    }

    /// <summary>The 13 upper left corners of a part of the given size, in official order.</summary>
    public static IReadOnlyList<(int Left, int Top)> Places(int width, int height, int cropWidth, int cropHeight)
    {
        int stepX = (width - cropWidth) / 4;
        int stepY = (height - cropHeight) / 4;
        return [.. s_places.Select(place => (place.X * stepX, place.Y * stepY))];
    }

    /// <summary>Draws a size, then a place.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="size">Side of the target.</param>
    /// <param name="draw">draw(m) is a uniform integer in 0 … m−1.</param>
    public static ClipCrop Draw(int width, int height, int size, Func<int, int> draw)
    {
        IReadOnlyList<(int Width, int Height)> sizes = Sizes(width, height, size);
        (int cropWidth, int cropHeight) = sizes[draw(sizes.Count)];

        // A side that was replaced by the target can be up to two pixels longer than a very small picture.
        (cropWidth, cropHeight) = (Math.Min(cropWidth, width), Math.Min(cropHeight, height));
        IReadOnlyList<(int Left, int Top)> places = Places(width, height, cropWidth, cropHeight);
        (int left, int top) = places[draw(places.Count)];
        return new ClipCrop(left, top, cropWidth, cropHeight);
    }
}
