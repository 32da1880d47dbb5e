using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace InternVideo2.Kernel.Engine.Directives;

/// <summary>
/// A cell's text split into what the kernel does (#r, #i, #!…) and what the compiler gets. Directive lines are replaced by spaces, so that
/// every remaining character keeps its line and column. #load stays: the compiler follows it.
/// </summary>
/// <param name="Code">The text for the compiler.</param>
internal sealed record CellSource(string Code, IReadOnlyList<CellDirective> Directives)
{
    public static CellSource Parse(string text)
    {
        var source = SourceText.From(text);
        var root = CSharpSyntaxTree.ParseText(source, SubmissionChain.ParseOptions).GetRoot();
        var directives = new List<CellDirective>();
        var changes = new List<TextChange>();
        // The parser knows which lines are directives and which only look so inside strings and comments.
        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false).Where(trivia => trivia.IsDirective))
        {
            var line = source.Lines.GetLineFromPosition(trivia.SpanStart);
            var written = source.ToString(TextSpan.FromBounds(trivia.SpanStart, line.End)).Trim();
            if (Read(written, line.LineNumber + 1) is not { } directive) continue;
            directives.Add(directive);
            var span = TextSpan.FromBounds(trivia.SpanStart, line.End);
            changes.Add(new TextChange(span, new string(' ', span.Length)));
        }
        return new CellSource(changes.Count == 0 ? text : source.WithChanges(changes).ToString(), directives);
    }

    private static CellDirective? Read(string written, int line)
    {
        var isOurs = written.StartsWith("#!", StringComparison.Ordinal) || Begins(written, "#r") || Begins(written, "#i");
        if (!isOurs) return null;
        var end = written.AsSpan().IndexOfAny(' ', '\t', '"');
        return end < 0 ? new CellDirective(written, "", line)
            : new CellDirective(written[..end], written[end..].Trim().Trim('"'), line);
    }

    private static bool Begins(string written, string name) =>
        written.StartsWith(name, StringComparison.Ordinal) && written.Length > 2 && written[2] is ' ' or '\t' or '"';
}
