using InternVideo2.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InternVideo2.Kernel.Language;

/// <param name="Kind">What clients draw an icon for: function, class, module, property, field, instance, keyword.</param>
internal sealed record CompletionItem(string Text, string Kind);

/// <param name="Start">Where the text to replace begins, in UTF-16 units.</param>
/// <param name="End">Where it ends: the cursor.</param>
internal sealed record CompletionResult(int Start, int End, IReadOnlyList<CompletionItem> Items);

/// <summary>Proposes names that may stand at a place in a cell.</summary>
internal sealed class Completion(SubmissionChain chain)
{
    private static readonly string[] _directives = ["#load", "#r", "#i", "#!csharp", "#!time", "#!who", "#!whos", "#!markdown", "#!html"];

    /// <summary>Proposals at a position (UTF-16) of the code, best first.</summary>
    public CompletionResult At(string code, int position)
    {
        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        var prefix = code[start..position];
        if (LineBefore(code, position) is ['#', ..] line)
            return new CompletionResult(position - line.Length, position, Rank(_directives.Select(name => new CompletionItem(name, "keyword")), line));

        var view = new CodeView(chain, code);
        if (view.IsInText(start == position ? position : start + 1)) return new CompletionResult(position, position, []);
        var items = NamesAt.Find(view, start, prefix.Length > 0);
        // What follows the cursor may be drawn into the unfinished expression (`x.` before `var y`); then only what precedes counts.
        if (items is null) items = NamesAt.Find(new CodeView(chain, code[..position]), start, prefix.Length > 0);
        return new CompletionResult(start, position, Rank(items ?? [], prefix));
    }

    private static List<CompletionItem> Rank(IEnumerable<CompletionItem> items, string prefix) =>
        [.. items.Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text)
            .OrderBy(item => item.Text.StartsWith(prefix, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase)];

    private static string LineBefore(string code, int position) => code[(code.AsSpan(0, position).LastIndexOf('\n') + 1)..position];
}
