using System.Text.Json.Nodes;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Directives;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InternVideo2.Kernel.Language;

/// <summary>Whether a console should run the code at Enter or let the user write on.</summary>
internal static class Completeness
{
    private const int IndentWidth = 4;

    /// <summary>Content of an is_complete reply: complete, invalid, or incomplete with the indentation of the next line.</summary>
    public static JsonObject Of(string code)
    {
        if (MarkupCell.TryParse(code) is not null) return new JsonObject { ["status"] = "complete" };
        var tree = CSharpSyntaxTree.ParseText(CellSource.Parse(code).Code, SubmissionChain.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new JsonObject { ["status"] = "incomplete", ["indent"] = new string(' ', IndentWidth * Depth(tree)) };
        var isWrong = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = isWrong ? "invalid" : "complete" };
    }

    /// <summary>Number of braces left open.</summary>
    private static int Depth(SyntaxTree tree) => Math.Max(0, tree.GetRoot().DescendantTokens().Sum(token =>
        token.IsMissing ? 0 : token.IsKind(SyntaxKind.OpenBraceToken) ? 1 : token.IsKind(SyntaxKind.CloseBraceToken) ? -1 : 0));
}
