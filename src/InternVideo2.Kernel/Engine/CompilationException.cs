using Microsoft.CodeAnalysis;

namespace InternVideo2.Kernel.Engine;

/// <summary>The code of a cell cannot be compiled. The message is the first error.</summary>
internal sealed class CompilationException(IReadOnlyList<Diagnostic> errors) : Exception(Headline(InOrder(errors).First()))
{
    private const int Shown = 10;

    /// <summary>Each error with the line of source it is about and carets below the place.</summary>
    public IReadOnlyList<string> Details { get; } =
    [
        .. InOrder(errors).Take(Shown).SelectMany(error => SourceLines(error).Prepend(Headline(error))),
        .. errors.Count > Shown ? [$"… and {errors.Count - Shown} more errors."] : Array.Empty<string>(),
    ];

    private static IEnumerable<Diagnostic> InOrder(IEnumerable<Diagnostic> errors) => errors.OrderBy(error => error.Location.SourceSpan.Start);

    private static string Headline(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        var (line, column) = (span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
        var place = error.Location.IsInSource ? $"{CellFile.Describe(span.Path)}({line},{column}): " : "";
        return $"{place}error {error.Id}: {error.GetMessage()}";
    }

    private static string[] SourceLines(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        var (line, column) = (span.StartLinePosition.Line, span.StartLinePosition.Character);
        if (error.Location.SourceTree?.GetText() is not { } source || line >= source.Lines.Count) return [];
        var shown = source.Lines[line].ToString();
        var end = span.EndLinePosition.Line == line ? Math.Min(span.EndLinePosition.Character, shown.Length) : shown.Length;
        // Tabs are kept in the line of carets, so that both lines are indented alike whatever the tab width.
        var indent = string.Concat(shown.Take(column).Select(character => character == '\t' ? '\t' : ' '));
        return [$"    {shown}", $"    {indent}{new string('^', Math.Max(1, end - column))}"];
    }
}
