namespace InternVideo2.Data.MovingStamps;

/// <summary>Which part of the stamps a clip belongs to. The parts share no draw.</summary>
public enum StampsSplit
{
    /// <summary>For learning; animals that are not held out.</summary>
    Train,

    /// <summary>As <see cref="Train"/>, for choices during development.</summary>
    Validation,

    /// <summary>As <see cref="Train"/>, for results.</summary>
    Test,

    /// <summary>Animals that <see cref="Train"/> never shows.</summary>
    ZeroShot,
}

/// <summary>How the parts are called in files.</summary>
public static class StampsSplitNames
{
    private static readonly string[] s_names = ["train", "val", "test", "zero_shot"];

    /// <summary>"train", "val", "test", "zero_shot".</summary>
    public static string Name(this StampsSplit split) => s_names[(int)split];
}
