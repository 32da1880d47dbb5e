namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// Signed distances to the outlines, in radii, negative inside. The object is upright around the origin, x to the right, y downwards.
/// </summary>
internal static class ShapeDistance
{
    /// <summary>No point of any object lies farther from its centre than so many radii.</summary>
    public const double Reach = 1.12;

    private const double Sqrt3Half = 0.8660254037844386;

    /// <summary>Distance of a point from the outline.</summary>
    public static double To(ShapeForm form, double x, double y) => form switch
    {
        ShapeForm.Circle => Length(x, y) - 0.95,
        ShapeForm.Square => Box(x, y, 0.78, 0.78),
        ShapeForm.Triangle => Triangle(x, y, 1.1),
        ShapeForm.Star => Star(x, y),
        ShapeForm.Ring => Math.Abs(Length(x, y) - 0.75) - 0.25,
        ShapeForm.Cross => Math.Min(Box(x, y, 1, 0.33), Box(x, y, 0.33, 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such shape."),
    };

    /// <summary>Distance from the dark bar, which points from the centre to the top: it shows the angle of objects that look alike from all sides.</summary>
    public static double ToBar(double x, double y) => Box(x, y + 0.52, 0.12, 0.36);

    private static double Length(double x, double y) => Math.Sqrt((x * x) + (y * y));

    private static double Box(double x, double y, double halfWidth, double halfHeight)
    {
        var (dx, dy) = (Math.Abs(x) - halfWidth, Math.Abs(y) - halfHeight);
        return dx > 0 && dy > 0 ? Length(dx, dy) : Math.Max(dx, dy);
    }

    // Farthest of the three half planes; exact inside and near the edges, which is all that soft edges ask for.
    private static double Triangle(double x, double y, double circumradius) =>
        Math.Max(y, (Sqrt3Half * Math.Abs(x)) - (0.5 * y)) - (0.5 * circumradius);

    // Five points: mirrored into one half of one point, it is a half plane through an outer and an inner corner.
    private static double Star(double x, double y)
    {
        const double Outer = 1.1;
        const double Inner = 0.46;
        const double Sector = 2 * Math.PI / 5;
        var angle = Math.Atan2(x, -y);
        angle = Math.Abs(angle - (Sector * Math.Round(angle / Sector)));
        var length = Length(x, y);
        var (px, py) = (length * Math.Sin(angle), length * Math.Cos(angle));
        var (cornerX, cornerY) = (Inner * Math.Sin(Sector / 2), Inner * Math.Cos(Sector / 2));
        var (edgeX, edgeY) = (cornerX, cornerY - Outer);
        var scale = 1 / Length(edgeX, edgeY);
        return ((-edgeY * px) + (edgeX * (py - Outer))) * scale;
    }
}
