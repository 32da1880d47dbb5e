using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Cells;

// The names follow what notebook users of other languages know; cells call them without a class in front.
#pragma warning disable IDE1006

/// <summary>What every cell can call by name.</summary>
public static class CellApi
{
    /// <summary>Set when the user interrupts the running cell; pass it to long-running calls.</summary>
    public static CancellationToken cancellation => NotebookHost.Cancellation;

    /// <summary>Shows a value below the cell.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayHandle display(object? value) => new(NotebookHost.Display(value));

    /// <summary>Shows text of a MIME type, such as "image/svg+xml", below the cell.</summary>
    public static DisplayHandle display(string text, string mime) => display(new MimeText(mime, text));

    /// <summary>HTML; the text is taken as it is, so encode what comes from data.</summary>
    public static MimeText HTML(string html) => new("text/html", html);

    /// <summary>Markdown.</summary>
    public static MimeText Markdown(string markdown) => new("text/markdown", markdown);

    /// <summary>LaTeX, with its dollar signs.</summary>
    public static MimeText Latex(string latex) => new("text/latex", latex);

    /// <summary>Removes the output of the cell so far; with <paramref name="wait"/> when the next output comes, which avoids flicker.</summary>
    public static void clear_output(bool wait = false) => CellContext.Current?.Displays.Clear(wait);

    /// <summary>Asks for a line of text.</summary>
    /// <exception cref="InvalidOperationException">The client takes no input (e.g. a headless run).</exception>
    public static string input(string prompt = "") => Ask(prompt, hidden: false);

    /// <summary>Asks for a line of text without showing it.</summary>
    /// <exception cref="InvalidOperationException">The client takes no input (e.g. a headless run).</exception>
    public static string password(string prompt = "Password:") => Ask(prompt, hidden: true);

    /// <summary>Goes through a sequence and shows a bar that moves.</summary>
    /// <param name="label">Text before the bar.</param>
    /// <param name="total">Number of elements, if the sequence cannot tell.</param>
    public static IEnumerable<T> progress<T>(IEnumerable<T> sequence, string label = "", int? total = null)
    {
        using var bar = new ProgressBar(total ?? (sequence.TryGetNonEnumeratedCount(out var count) ? count : null), label);
        foreach (var element in sequence)
        {
            yield return element;
            bar.Advance();
        }
    }

    /// <summary>
    /// Sets a variable of the notebook, and all hidden ones of that name, to its default, so that what it held can be collected. The object is not
    /// disposed.
    /// </summary>
    /// <exception cref="ArgumentException">There is no variable of that name.</exception>
    public static void forget(string name) => NotebookHost.Forget(name);

    private static string Ask(string prompt, bool hidden) =>
        CellContext.Current is { } cell ? cell.ReadLine(prompt, hidden) : throw new InvalidOperationException("No cell is running.");
}
