namespace InternVideo2.Data.MovingShapes;

/// <summary>The combinations kept from the training part, so that a test can ask for what was never seen together.</summary>
public static class HeldOut
{
    private static readonly ShapeMotion?[] s_motionOfShape =
    [
        ShapeMotion.Up, ShapeMotion.Counterclockwise, ShapeMotion.Left, ShapeMotion.Growing, ShapeMotion.Right, ShapeMotion.Down,
    ];

    private static readonly HashSet<(ShapeMotion First, ShapeMotion Then)> s_orders =
    [
        (ShapeMotion.Left, ShapeMotion.Up), (ShapeMotion.Up, ShapeMotion.Clockwise), (ShapeMotion.Clockwise, ShapeMotion.Growing),
        (ShapeMotion.Growing, ShapeMotion.Left), (ShapeMotion.Right, ShapeMotion.Down), (ShapeMotion.Down, ShapeMotion.Counterclockwise),
        (ShapeMotion.Counterclockwise, ShapeMotion.Shrinking), (ShapeMotion.Shrinking, ShapeMotion.Right),
    ];

    /// <summary>Whether this shape never has this colour in training: red circles, green squares, blue triangles, yellow stars, purple rings, white crosses.</summary>
    public static bool ShapeAndColour(ShapesFactors factors) => (int)factors.Shape == (int)factors.Colour;

    /// <summary>Whether this shape never moves so in training: circles up, squares counterclockwise, triangles left, stars growing, rings right, crosses down.</summary>
    public static bool ShapeAndMotion(ShapesFactors factors) =>
        s_motionOfShape[(int)factors.Shape] is var motion && (factors.Motion == motion || factors.Then == motion);

    /// <summary>Whether these two motions never follow each other so in training; their reversals do.</summary>
    public static bool Order(ShapesFactors factors) => factors.Then is { } then && s_orders.Contains((factors.Motion, then));

    /// <summary>Whether any of the three holds.</summary>
    public static bool Any(ShapesFactors factors) => ShapeAndColour(factors) || ShapeAndMotion(factors) || Order(factors);
}
