using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>Brings a table of positions to another grid.</summary>
public static class PositionResize
{
    /// <summary>Bicubic (a = −0.75) over space, then linear over time, corners not aligned, not antialiased. To the same grid: a copy.</summary>
    /// <param name="table">Rows of <paramref name="from"/>, time slowest, × C; float32.</param>
    /// <param name="from">The table's grid.</param>
    /// <param name="to">The wanted grid.</param>
    /// <returns>Rows of <paramref name="to"/> × C, owned by the caller.</returns>
    public static Tensor Resize(Tensor table, TokenGrid from, TokenGrid to)
    {
        if (table.ndim != 2 || table.shape[0] != from.Count)
        {
            throw new ArgumentException(
                $"A table for the grid {from} has {from.Count} rows; this one is [{string.Join(", ", table.shape)}].", nameof(table));
        }
        if (from == to) return table.clone();
        using var scope = NewDisposeScope();
        var width = table.shape[1];
        var x = table.view(from.Times, from.Side, from.Side, width).permute(0, 3, 1, 2);
        if (from.Side != to.Side) x = nn.functional.interpolate(x, size: [to.Side, to.Side], mode: InterpolationMode.Bicubic, align_corners: false);
        // T C Y X → Y·X C T, the layout of a linear resize.
        var lines = x.permute(2, 3, 1, 0).reshape(to.PerTime, width, from.Times);
        if (from.Times != to.Times) lines = nn.functional.interpolate(lines, size: [to.Times], mode: InterpolationMode.Linear, align_corners: false);
        return scope.MoveToOuter(lines.permute(2, 0, 1).reshape(to.Count, width));
    }

    /// <summary>
    /// <see cref="Resize"/> for a table as a model holds it, with or without a first row for the class token, which is kept (stage 1, 12.3). It serves
    /// every kind: joint tables, tables of space alone (grids of one time), of time alone (grids of side 1), and image tables.
    /// </summary>
    /// <param name="table">1 × (0 or 1 + rows of <paramref name="from"/>) × C; any floating point type.</param>
    /// <param name="from">The table's grid.</param>
    /// <param name="to">The wanted grid.</param>
    /// <returns>1 × (0 or 1 + rows of <paramref name="to"/>) × C in float32, owned by the caller.</returns>
    public static Tensor ResizeTable(Tensor table, TokenGrid from, TokenGrid to)
    {
        var first = table.ndim == 3 && table.shape[0] == 1 ? table.shape[1] - from.Count : -1;
        if (first is not (0 or 1))
        {
            throw new ArgumentException(
                $"A table for the grid {from} is [1, {from.Count} or {from.Count + 1}, C]; this one is [{string.Join(", ", table.shape)}].", nameof(table));
        }
        using var scope = NewDisposeScope();
        var rows = table.to(ScalarType.Float32).squeeze(0);
        var places = Resize(rows.narrow(0, first, from.Count), from, to);
        return scope.MoveToOuter(cat([rows.narrow(0, 0, first), places], 0).unsqueeze(0));
    }
}
