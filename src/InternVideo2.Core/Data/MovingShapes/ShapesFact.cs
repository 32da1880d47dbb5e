namespace InternVideo2.Data.MovingShapes;

/// <summary>What a <see cref="ShapesFact"/> is about.</summary>
public enum ShapesFactKind
{
    /// <summary>One frame tells.</summary>
    Colour,

    /// <summary>One frame tells.</summary>
    Shape,

    /// <summary>One frame tells.</summary>
    Background,

    /// <summary>Only two or more frames tell.</summary>
    Motion,

    /// <summary>Only two or more frames tell.</summary>
    Speed,
}

/// <summary>A question about one fact that is seen, always put in the same words, with every answer there is. Who guesses is right once in <see cref="Options"/>.Count times.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Question">"What colour is the moving object?"</param>
/// <param name="Answer">"Red."; one of <paramref name="Options"/>.</param>
/// <param name="Options">The answers for all values of the fact, equally often right.</param>
public sealed record ShapesFact(ShapesFactKind Kind, string Question, string Answer, IReadOnlyList<string> Options)
{
    /// <summary>Whether one frame tells: colour, shape and background.</summary>
    public bool IsAppearance => Kind is ShapesFactKind.Colour or ShapesFactKind.Shape or ShapesFactKind.Background;

    /// <summary>The five facts that are seen, in the order of <see cref="ShapesFactKind"/>. Of two motions the first one is asked for.</summary>
    public static IReadOnlyList<ShapesFact> Of(ShapesFactors factors) =>
    [
        Of(ShapesFactKind.Colour, "What colour is the moving object?", factors.Colour, colour => $"{colour}."),
        Of(ShapesFactKind.Shape, "What shape is it?", factors.Shape, shape => $"It is a {shape.Label()}."),
        Of(ShapesFactKind.Background, "What does the background look like?", factors.Background, background => $"It is {background.Label()}."),
        Of(ShapesFactKind.Motion, factors.Then is null ? "What does the object do?" : "What does the object do first?", factors.Motion, motion => $"It {motion.Label()}."),
        Of(ShapesFactKind.Speed, "Is it fast or slow?", factors.Speed, speed => speed == ShapeSpeed.Quickly ? "Fast." : "Slow."),
    ];

    private static ShapesFact Of<T>(ShapesFactKind kind, string question, T value, Func<T, string> answer)
        where T : struct, Enum => new(kind, question, answer(value), [.. Enum.GetValues<T>().Select(answer)]);
}
