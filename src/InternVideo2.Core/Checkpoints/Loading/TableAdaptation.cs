using InternVideo2.Encoders;

namespace InternVideo2.Checkpoints;

/// <summary>Tables of positions for one grid in models of another (stage 1, 12.3).</summary>
internal static class TableAdaptation
{
    /// <summary>The change; null when there is nothing to change, the recipe does not allow it, or the rows make no grid.</summary>
    /// <param name="kind">Which axes the table is over.</param>
    /// <param name="from">Its shape.</param>
    /// <param name="to">The shape it must get.</param>
    /// <param name="model">The model's grid.</param>
    /// <param name="recipe">Says how many positions in time the checkpoint's tables have.</param>
    public static Adaptation? For(PositionAxes kind, long[] from, long[] to, TokenGrid model, LoadRecipe recipe)
    {
        if (recipe.TableTimes is not { } given) return null;
        if (from.Length != 3 || to.Length != 3 || from[0] != 1 || to[0] != 1 || from[2] != to[2]) return null;
        var target = kind switch
        {
            PositionAxes.Space => model with { Times = 1 },
            PositionAxes.Time => model with { Side = 1 },
            _ => model,
        };
        // The model's table tells whether there is a row for the class token.
        var places = from[1] - (to[1] - target.Count);
        var times = kind switch
        {
            PositionAxes.Space => 1,
            PositionAxes.Time => (int)places,
            _ => given,
        };
        if (GridOf(places, times) is not { } grid || grid == target) return null;
        return new Adaptation(AdaptationKind.Interpolate, $"grid {grid} to {target}", table => PositionResize.ResizeTable(table, grid, target));
    }

    private static TokenGrid? GridOf(long places, int times)
    {
        if (places < 1 || times < 1 || places % times != 0) return null;
        var side = (int)Math.Sqrt(places / times);
        return (long)side * side * times == places ? new TokenGrid(times, side) : null;
    }
}
