namespace InternVideo2.Kernel.Engine.Directives;

/// <summary>A line of a cell that speaks to the kernel instead of the compiler.</summary>
/// <param name="Name">"#r", "#i", "#!time", …</param>
/// <param name="Argument">The rest of the line without surrounding quotes.</param>
/// <param name="Line">1-based line in the cell.</param>
internal sealed record CellDirective(string Name, string Argument, int Line);

/// <summary>A directive cannot be carried out; the message says why and what to do.</summary>
internal sealed class DirectiveException(CellDirective directive, string problem, Exception? inner = null)
    : Exception($"line {directive.Line}: {directive.Name} {directive.Argument}\n{problem}", inner);
