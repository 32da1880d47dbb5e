namespace InternVideo2.Data.MovingShapes;

/// <summary>Which part of the teaching set a clip belongs to. The parts share no draw.</summary>
public enum ShapesSplit
{
    /// <summary>For learning; the held-out combinations never occur.</summary>
    Train,

    /// <summary>As <see cref="Train"/>, for choices during development.</summary>
    Validation,

    /// <summary>As <see cref="Train"/>, for results.</summary>
    Test,

    /// <summary>Every clip has a combination that <see cref="Train"/> never shows: of shape and colour, of shape and motion, or of motions in their order.</summary>
    TestComposition,

    /// <summary>Retrieval that needs sight, sound and speech: four clips share each visual caption, two of them the melody's, two of them the word.</summary>
    RetrievalHard,

    /// <summary>
    /// All factors independent, nothing held out. In the other parts a combination that never occurs tells a little: who knows the shape guesses the
    /// motion with 1/7 instead of 1/8. Use this part to show that one frame says nothing about motion.
    /// </summary>
    Independent,
}

/// <summary>How the parts are called in files.</summary>
public static class ShapesSplitNames
{
    private static readonly string[] s_names = ["train", "val", "test", "test_comp", "retrieval_hard", "independent"];

    /// <summary>"train", "val", "test", "test_comp", "retrieval_hard", "independent".</summary>
    public static string Name(this ShapesSplit split) => s_names[(int)split];

    /// <summary>The part of that name, or null.</summary>
    public static ShapesSplit? Parse(string? name) => Array.IndexOf(s_names, name) is var place and >= 0 ? (ShapesSplit)place : null;
}
