using System.Diagnostics;
using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Engine.Directives;

namespace InternVideo2.Kernel.Engine.Traces;

/// <summary>The lines shown for an error: what happened, where in which cell, and the source line; without the frames of the kernel below.</summary>
internal static class TraceText
{
    private const string Red = "\e[31m", Bold = "\e[1m", Reset = "\e[0m";
    private static readonly string _engine = typeof(CSharpEngine).Namespace!;

    /// <param name="sourceOf">The text of a cell by its number, for the source line; null if unknown.</param>
    public static IReadOnlyList<string> Lines(Exception error, Func<int, string?> sourceOf)
    {
        if (error is CompilationException compilation) return [.. compilation.Details.Select(line => $"{Red}{line}{Reset}")];
        if (error is DirectiveException) return [$"{Red}{error.Message}{Reset}"];
        var lines = new List<string>();
        for (var current = error; current is not null; current = current.InnerException)
        {
            var cause = current == error ? "" : "Caused by ";
            lines.Add($"{cause}{Red}{Bold}{TypeName.Of(current.GetType())}{Reset}{Red}: {current.Message}{Reset}");
            AddFrames(lines, current, sourceOf);
        }
        return lines;
    }

    private static void AddFrames(List<string> lines, Exception error, Func<int, string?> sourceOf)
    {
        var sourceShown = false;
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (IsEngine(frame)) break;
            if (FrameText.Describe(frame) is not { } text) continue;
            lines.Add($"   {text}");
            if (sourceShown || CellFile.Number(frame.GetFileName()) is not { } cell) continue;
            sourceShown = true;
            if (SourceLine(sourceOf(cell), frame.GetFileLineNumber()) is { } source) lines.Add($"      {Bold}→ {source}{Reset}");
        }
    }

    private static bool IsEngine(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Namespace?.StartsWith(_engine, StringComparison.Ordinal) == true;

    private static string? SourceLine(string? code, int line) => code?.Split('\n') is { } all && line > 0 && line <= all.Length ? all[line - 1].Trim() : null;
}
