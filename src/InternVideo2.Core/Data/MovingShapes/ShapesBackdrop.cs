namespace InternVideo2.Data.MovingShapes;

/// <summary>The particulars of a background, drawn for every clip.</summary>
/// <param name="Red">Base colour, 60 … 130.</param>
/// <param name="Green">Base colour, 60 … 130.</param>
/// <param name="Blue">Base colour, 60 … 130.</param>
/// <param name="Contrast">How far the pattern departs from the base colour, 12 … 30.</param>
/// <param name="Angle">Turns by which the pattern is turned, 0 … 1.</param>
/// <param name="Period">Of the pattern, in picture widths, 0.15 … 0.3.</param>
/// <param name="Offset">Of the pattern, in periods, 0 … 1.</param>
/// <param name="NoiseSeed">Seed of the noisy pattern.</param>
public sealed record ShapesBackdrop(double Red, double Green, double Blue, double Contrast, double Angle, double Period, double Offset, ulong NoiseSeed)
{
    internal static ShapesBackdrop Draw(SeededRandom random) => new(
        Between(random, 60, 130), Between(random, 60, 130), Between(random, 60, 130), Between(random, 12, 30),
        random.NextDouble(), Between(random, 0.15, 0.3), random.NextDouble(), random.NextUInt64());

    private static double Between(SeededRandom random, double least, double most) => least + ((most - least) * random.NextDouble());
}
