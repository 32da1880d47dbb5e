namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// Where the object is: a point on a torus of four circles, each coordinate in [0, 1). All begin uniformly at random whatever the motion, and
/// a uniform distribution on a circle stays uniform under shifts: one frame alone tells nothing about motion or speed.
/// </summary>
/// <param name="X">Centre in picture widths from the left edge; what leaves on one side enters on the other.</param>
/// <param name="Y">Centre in picture heights from the upper edge; wraps likewise.</param>
/// <param name="Angle">Turns, clockwise from upright.</param>
/// <param name="SizePhase">From smallest to largest; behind the largest follows the smallest.</param>
public readonly record struct ShapeState(double X, double Y, double Angle, double SizePhase)
{
    /// <summary>Picture widths from the centre to the outline, 0.14 … 0.26.</summary>
    public double Radius => 0.20 * (0.7 + (0.6 * SizePhase));

    /// <summary>The state after a motion.</summary>
    /// <param name="motion">What is done.</param>
    /// <param name="distance">Picture widths; spins turn by 0.9 of it, sizes go through 1.1 of it.</param>
    public ShapeState After(ShapeMotion motion, double distance) => motion switch
    {
        ShapeMotion.Left => this with { X = Wrap(X - distance) },
        ShapeMotion.Right => this with { X = Wrap(X + distance) },
        ShapeMotion.Up => this with { Y = Wrap(Y - distance) },
        ShapeMotion.Down => this with { Y = Wrap(Y + distance) },
        ShapeMotion.Clockwise => this with { Angle = Wrap(Angle + (0.9 * distance)) },
        ShapeMotion.Counterclockwise => this with { Angle = Wrap(Angle - (0.9 * distance)) },
        ShapeMotion.Growing => this with { SizePhase = Wrap(SizePhase + (1.1 * distance)) },
        ShapeMotion.Shrinking => this with { SizePhase = Wrap(SizePhase - (1.1 * distance)) },
        _ => throw new ArgumentOutOfRangeException(nameof(motion), motion, "There is no such motion."),
    };

    private static double Wrap(double value) => value - Math.Floor(value);
}
