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
    private readonly Parameter? pictureTable;
    private readonly TokenGrid grid;
    private readonly bool hasClass;
    private readonly PicturePositions pictures;

    /// <param name="kind">One table or two.</param>
    /// <param name="grid">The patch tokens.</param>
    /// <param name="width">C.</param>
    /// <param name="hasClass">Whether there is a row for the class token.</param>
    /// <param name="init">Places the parameters.</param>
    /// <param name="pictures">Which positions single pictures have.</param>
    public PositionEmbedding(
        PositionKind kind, TokenGrid grid, int width, bool hasClass, Initializer init, PicturePositions pictures = PicturePositions.None)
        : base(nameof(PositionEmbedding))
    {
        (this.grid, this.hasClass, this.pictures) = (grid, hasClass, pictures);
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
        if (pictures == PicturePositions.Own) pictureTable = Trainable(PositionTables.TimeAndSquare(width, 1, grid.Side, hasClass), init);
        RegisterComponents();
    }

    /// <summary>Rows of all tokens, class token first if there is one: 1 × L × C. Owned by the caller.</summary>
    /// <param name="picture">Of a single picture instead of a clip.</param>
    public Tensor All(bool picture = false)
    {
        if (picture) return OfPicture();
        if (table is not null) return table.view(table.shape);
        // Time repeated for each place, space tiled over time.
        var patches = temporal!.unsqueeze(2).add(spatial!.unsqueeze(1)).view(1, grid.Count, -1);
        return classRow is null ? patches : cat([classRow, patches], 1);
    }

    /// <summary>Rows of the kept tokens, class token first if there is one: B × n × C. Owned by the caller.</summary>
    /// <param name="visible">The kept tokens.</param>
    /// <param name="picture">Of single pictures instead of clips.</param>
    public Tensor Of(VisibleTokens visible, bool picture = false)
    {
        if (picture) return Pick(OfPicture(), visible);
        if (table is not null) return Pick(table, visible);
        var flat = visible.Patches.flatten();
        var time = flat.div(grid.PerTime, RoundingMode.floor);
        var place = flat.sub(time.mul(grid.PerTime));
        var patches = temporal!.index_select(1, time).add(spatial!.index_select(1, place)).view(visible.Batch, visible.Count, -1);
        return classRow is null ? patches : cat([classRow.expand(visible.Batch, 1, -1), patches], 1);
    }

    private Tensor OfPicture() => pictures switch
    {
        PicturePositions.Own => pictureTable!.view(pictureTable.shape),
        PicturePositions.FrameMean => FrameMean(),
        PicturePositions.Space => classRow is null ? spatial!.view(spatial.shape) : cat([classRow, spatial!], 1),
        _ => throw new InvalidOperationException($"These positions are for clips alone ({nameof(PicturePositions)}.{nameof(PicturePositions.None)})."),
    };

    private Tensor FrameMean()
    {
        var classRows = hasClass ? 1 : 0;
        var places = table!.narrow(1, classRows, grid.Count).view(1, grid.Times, grid.PerTime, -1).mean([1L]);
        return hasClass ? cat([table.narrow(1, 0, 1), places], 1) : places;
    }

    private Tensor Pick(Tensor rows, VisibleTokens visible)
    {
        var numbers = hasClass ? visible.FlatTokens : visible.Patches.flatten();
        return rows.index_select(1, numbers).view(visible.Batch, hasClass ? visible.Count + 1 : visible.Count, -1);
    }

    private static Parameter Trainable(Tensor rows, Initializer init)
    {
        using (rows) return init.Table(rows.unsqueeze(0));
    }
}
