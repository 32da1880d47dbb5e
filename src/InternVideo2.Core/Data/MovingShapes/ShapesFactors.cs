namespace InternVideo2.Data.MovingShapes;

/// <summary>The facts of one clip, each drawn independently of the others; each is named in exactly one part of the caption.</summary>
/// <param name="Shape">One frame tells.</param>
/// <param name="Colour">One frame tells.</param>
/// <param name="Background">One frame tells.</param>
/// <param name="Motion">What the object does; in clips of two motions, during the first half. Only two or more frames tell.</param>
/// <param name="Then">Another motion during the second half, or null: the first one goes on.</param>
/// <param name="Speed">Of both motions. Only two or more frames tell.</param>
/// <param name="Instrument">Heard.</param>
/// <param name="Contour">Heard.</param>
/// <param name="Tempo">Heard.</param>
/// <param name="Word">Spoken; one of <see cref="ShapesValues.Words"/>.</param>
/// <param name="Voice">Who speaks; one of <see cref="ShapesValues.Voices"/>.</param>
public sealed record ShapesFactors(
    ShapeForm Shape,
    ShapeColour Colour,
    ShapeBackground Background,
    ShapeMotion Motion,
    ShapeMotion? Then,
    ShapeSpeed Speed,
    ShapeInstrument Instrument,
    ShapeContour Contour,
    ShapeTempo Tempo,
    string Word,
    string Voice)
{
    /// <summary>The label of <see cref="Then"/> when there is no second motion.</summary>
    public const string NoSecondMotion = "none";

    /// <summary>Labels by factor: "shape", "colour", "background", "motion", "then", "speed", "instrument", "contour", "tempo", "word", "voice".</summary>
    public IReadOnlyDictionary<string, string> Labels => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["shape"] = Shape.Label(),
        ["colour"] = Colour.Label(),
        ["background"] = Background.Label(),
        ["motion"] = Motion.Label(),
        ["then"] = Then?.Label() ?? NoSecondMotion,
        ["speed"] = Speed.Label(),
        ["instrument"] = Instrument.Label(),
        ["contour"] = Contour.Label(),
        ["tempo"] = Tempo.Label(),
        ["word"] = Word,
        ["voice"] = Voice,
    };

    /// <summary>All values without regard to the others.</summary>
    /// <param name="random">The draws.</param>
    /// <param name="twoMotions">Share of clips with two different motions, 0 … 1.</param>
    internal static ShapesFactors Draw(SeededRandom random, double twoMotions)
    {
        var motion = Draw<ShapeMotion>(random);
        var second = (ShapeMotion)(((int)motion + 1 + random.Next(7)) % 8);
        return new ShapesFactors(
            Draw<ShapeForm>(random),
            Draw<ShapeColour>(random),
            Draw<ShapeBackground>(random),
            motion,
            random.NextDouble() < twoMotions ? second : null,
            Draw<ShapeSpeed>(random),
            Draw<ShapeInstrument>(random),
            Draw<ShapeContour>(random),
            Draw<ShapeTempo>(random),
            ShapesValues.Words[random.Next(ShapesValues.Words.Count)],
            ShapesValues.Voices[random.Next(ShapesValues.Voices.Count)]);
    }

    private static T Draw<T>(SeededRandom random)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[random.Next(values.Length)];
    }
}
