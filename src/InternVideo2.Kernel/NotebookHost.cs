using InternVideo2.Kernel.Cells;

namespace InternVideo2.Kernel;

/// <summary>
/// The notebook as library code sees it. Libraries need no reference to the kernel: they find this class by reflection, by its full name.
/// </summary>
public static class NotebookHost
{
    private static Func<string, int>? _forget;

    /// <summary>True if code runs in a notebook, so that <see cref="Display"/> reaches somebody.</summary>
    public static bool IsActive => CellContext.Current is not null;

    /// <summary>The token of the cell the calling code belongs to; set when the user interrupts it. Never set outside a notebook.</summary>
    public static CancellationToken Cancellation => CellContext.Current?.Cancellation ?? CancellationToken.None;

    /// <summary>Shows a value below the cell the calling code belongs to.</summary>
    /// <returns>An id with which <see cref="Update"/> can replace what is shown.</returns>
    /// <exception cref="InvalidOperationException">No notebook: <see cref="IsActive"/> is false.</exception>
    public static string Display(object? value) => Cell().Displays.Display(value);

    /// <summary>
    /// Shows another value in place of an earlier one. More than ten updates per second are thinned out: a value that comes too early waits
    /// for a later call or the end of the cell, and is rendered on the thread of that call.
    /// </summary>
    /// <exception cref="InvalidOperationException">No notebook: <see cref="IsActive"/> is false.</exception>
    public static void Update(string displayId, object? value) => Cell().Displays.Update(displayId, value);

    internal static void UseForget(Func<string, int> forget) => _forget = forget;

    internal static void Forget(string name)
    {
        if (_forget?.Invoke(name) is null or 0) throw new ArgumentException($"There is no variable \"{name}\" that holds something.", nameof(name));
    }

    private static CellContext Cell() => CellContext.Current ?? throw new InvalidOperationException("No notebook is running in this process.");
}
