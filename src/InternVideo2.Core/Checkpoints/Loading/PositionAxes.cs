namespace InternVideo2.Checkpoints;

/// <summary>What a table of positions is over.</summary>
internal enum PositionAxes
{
    /// <summary>Time and space together, time slowest.</summary>
    TimeAndSpace,

    /// <summary>The places of one frame.</summary>
    Space,

    /// <summary>Time.</summary>
    Time,
}
