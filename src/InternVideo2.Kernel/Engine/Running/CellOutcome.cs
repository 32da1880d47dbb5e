namespace InternVideo2.Kernel.Engine.Running;

/// <summary>How a cell ended.</summary>
internal enum CellEnd
{
    /// <summary>Ran to its end.</summary>
    Completed,

    /// <summary>An exception left the cell.</summary>
    Failed,

    /// <summary>Stopped by an interrupt; what it had computed so far is kept.</summary>
    Interrupted,

    /// <summary>An interrupt did not reach it in time (it is inside native code, say): its thread still runs.</summary>
    LeftRunning,
}

/// <param name="Error">The exception of a failed cell; null otherwise.</param>
internal readonly record struct CellOutcome(CellEnd End, Exception? Error = null);
