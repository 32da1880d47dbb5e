namespace InternVideo2.Video;

/// <summary>How a picture is cut into square tiles (stage 3, 9).</summary>
/// <param name="Columns">Tiles beside one another. 1 or more.</param>
/// <param name="Rows">Tiles above one another. 1 or more.</param>
public readonly record struct TileGrid(int Columns, int Rows)
{
    /// <summary>Number of tiles; the view of the whole picture is not among them.</summary>
    public int Count => Columns * Rows;

    /// <summary>Width divided by height.</summary>
    public double Ratio => (double)Columns / Rows;

    /// <summary>
    /// The grid whose form is nearest to a picture's. Of equally near ones the first counts, or a later (bigger) one for pictures of more than half its
    /// pixels.
    /// </summary>
    /// <param name="width">Pixels of the picture.</param>
    /// <param name="height">Pixels of the picture.</param>
    /// <param name="most">Tiles at most: 6 in training, 6 or 12 in the demonstrations.</param>
    /// <param name="size">Side of a tile in pixels.</param>
    public static TileGrid Nearest(int width, int height, int most, int size = 224)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var (best, distance) = (new TileGrid(1, 1), double.PositiveInfinity);
        foreach (var grid in Candidates(most))
        {
            var other = Math.Abs((double)width / height - grid.Ratio);
            if (other < distance) (best, distance) = (grid, other);
            else if (other == distance && (double)width * height > 0.5 * size * size * grid.Count) best = grid;
        }
        return best;
    }

    /// <summary>All grids of at most so many tiles, small ones first; those of equal size in the order in which the official code looks at them.</summary>
    /// <param name="most">1 or more.</param>
    public static IReadOnlyList<TileGrid> Candidates(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var official = new PairSet();
        for (var side = 1; side <= most; side++)
        {
            for (var columns = 1; columns <= side; columns++)
            {
                for (var rows = 1; rows <= side && columns * rows <= most; rows++) official.Add(columns, rows);
            }
        }
        return [.. official.Pairs.Select(pair => new TileGrid(pair.First, pair.Second)).OrderBy(grid => grid.Count)];
    }

    public override string ToString() => $"{Columns}×{Rows}";
}
