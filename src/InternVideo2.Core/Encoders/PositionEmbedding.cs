using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// Trainable positions of a clip's tokens, with or without a row for the class token, as one table or as space plus time (stage 1, 1.3).
/// </summary>
public sealed class PositionEmbedding : nn.Module
{
    private readonly Parameter? table;
    private readonly Parameter? spatial;
    private readonly Parameter? temporal;
    private readonly Parameter? classRow;
    private readonly TokenGrid grid;
    private readonly bool hasClass;

    /// <param name="kind">One table or two.</param>
    /// <param name="grid">The patch tokens.</param>
    /// <param name="width">C.</param>
    /// <param name="hasClass">Whether there is a row for the class token.</param>
    /// <param name="init">Places the parameters.</param>
    public PositionEmbedding(PositionKind kind, TokenGrid grid, int width, bool hasClass, Initializer init) : base(nameof(PositionEmbedding))
    {
        (this.grid, this.hasClass) = (grid, hasClass);
        switch (kind)
        {
            case PositionKind.Joint:
                table = Trainable(PositionTables.TimeAndSquare(width, grid.Times, grid.Side, hasClass), init);
                break;
            case PositionKind.Image:
                table = Trainable(PositionTables.Square(width, grid.Side, hasClass), init);
                break;
            default:
                spatial = Trainable(PositionTables.Square(width, grid.Side), init);
                temporal = Trainable(PositionTables.OneAxis(width, grid.Times), init);
                if (hasClass) classRow = init.Constant(0, 1, 1, width);
                break;
        }
        RegisterComponents();
    }

    /// <summary>Rows of all tokens, class token first if there is one: 1 × L × C. Owned by the caller.</summary>
    public Tensor All()
    {
        if (table is not null) return table.view(table.shape);
        // Time repeated for each place, space tiled over time.
        var patches = temporal!.unsqueeze(2).add(spatial!.unsqueeze(1)).view(1, grid.Count, -1);
        return classRow is null ? patches : cat([classRow, patches], 1);
    }

    /// <summary>Rows of the kept tokens, class token first if there is one: B × n × C. Owned by the caller.</summary>
    public Tensor Of(VisibleTokens visible)
    {
        if (table is not null)
        {
            var rows = hasClass ? visible.FlatTokens : visible.Patches.flatten();
            return table.index_select(1, rows).view(visible.Batch, hasClass ? visible.Count + 1 : visible.Count, -1);
        }
        var flat = visible.Patches.flatten();
        var time = flat.div(grid.PerTime, RoundingMode.floor);
        var place = flat.sub(time.mul(grid.PerTime));
        var patches = temporal!.index_select(1, time).add(spatial!.index_select(1, place)).view(visible.Batch, visible.Count, -1);
        return classRow is null ? patches : cat([classRow.expand(visible.Batch, 1, -1), patches], 1);
    }

    private static Parameter Trainable(Tensor rows, Initializer init)
    {
        using (rows) return init.Table(rows.unsqueeze(0));
    }
}
