using static TorchSharp.torch;

namespace InternVideo2.Video;

/// <summary>
/// The high-resolution input of stage 3 (stage 3, 9): a clip is resized once to a grid of square tiles, and seen tile by tile and, last, as a whole.
/// </summary>
public static class TileCut
{
    /// <summary>Resizes to the grid: bicubic, corners not aligned, not antialiased, not clamped.</summary>
    /// <param name="clip">3 × T × H × W, floating point: 0 … 255 or normalised.</param>
    /// <param name="grid">See <see cref="TileGrid.Nearest"/>.</param>
    /// <param name="size">Side of a tile in pixels.</param>
    /// <returns>3 × T × size·rows × size·columns, owned by the caller.</returns>
    public static Tensor Resize(Tensor clip, TileGrid grid, int size)
    {
        CheckClip(clip);
        return Bicubic(clip, (long)size * grid.Rows, (long)size * grid.Columns);
    }

    /// <summary>Cuts a clip of a whole number of tiles: row by row, then the whole clip in the size of a tile.</summary>
    /// <param name="clip">3 × T × size·rows × size·columns.</param>
    /// <param name="size">Side of a tile in pixels.</param>
    /// <returns>(rows·columns + 1) × 3 × T × size × size, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The sides are no multiples of <paramref name="size"/>.</exception>
    public static Tensor Cut(Tensor clip, int size)
    {
        CheckClip(clip);
        var (height, width) = (clip.shape[2], clip.shape[3]);
        if (size < 1 || height % size != 0 || width % size != 0 || height == 0 || width == 0)
            throw new ArgumentException($"A clip of {height} × {width} pixels is no whole number of tiles of {size}; resize it to a grid first.", nameof(clip));
        using var scope = NewDisposeScope();
        var (rows, columns) = (height / size, width / size);
        // 3 T r s c s → r c 3 T s s
        var tiles = clip.view(3, clip.shape[1], rows, size, columns, size).permute(2, 4, 0, 1, 3, 5).reshape(rows * columns, 3, clip.shape[1], size, size);
        return scope.MoveToOuter(cat([tiles, Bicubic(clip, size, size).unsqueeze(0)], 0));
    }

    private static Tensor Bicubic(Tensor clip, long height, long width)
    {
        using var scope = NewDisposeScope();
        var frames = clip.transpose(0, 1).contiguous(); // T 3 H W
        var resized = nn.functional.interpolate(frames, size: [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
        return scope.MoveToOuter(resized.transpose(0, 1).contiguous());
    }

    private static void CheckClip(Tensor clip)
    {
        if (clip.ndim != 4 || clip.shape[0] != 3 || !clip.is_floating_point())
            throw new ArgumentException($"A clip is 3 × T × H × W of floating point numbers; got [{string.Join(", ", clip.shape)}] of {clip.dtype}.", nameof(clip));
    }
}
