using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace InternVideo2.Kernel.Cells;

/// <summary>What the checks compiled into cells look at. Called by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class InterruptFlag
{
    private static volatile bool _raised;

    /// <summary>True from an interrupt until the next cell starts; reading it costs one load.</summary>
    public static bool Raised
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _raised;
    }

    /// <summary>Ends the calling code.</summary>
    /// <exception cref="OperationCanceledException">Always.</exception>
    public static void Throw() =>
        throw new OperationCanceledException("The cell was interrupted.", CellContext.Current?.Cancellation ?? CancellationToken.None);

    internal static void Set(bool raised) => _raised = raised;
}
