using System.Text;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Directives;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace InternVideo2.Kernel.Language;

/// <summary>A cell that is still being written, understood as if it were to run next.</summary>
internal sealed class CodeView
{
    public CodeView(SubmissionChain chain, string code)
    {
        var text = SourceText.From(CellSource.Parse(code).Code, Encoding.UTF8);
        var tree = CSharpSyntaxTree.ParseText(text, SubmissionChain.ParseOptions);
        Compilation = chain.Next(tree);
        Model = Compilation.GetSemanticModel(tree);
        Root = tree.GetRoot();
    }

    public CSharpCompilation Compilation { get; }

    public SemanticModel Model { get; }

    public SyntaxNode Root { get; }

    /// <summary>The last token that ends at or before a position.</summary>
    public SyntaxToken TokenBefore(int position)
    {
        var token = Root.FindToken(Math.Min(position, Root.FullSpan.End));
        return token.Span.End <= position && token.Span.Length > 0 ? token : token.GetPreviousToken();
    }

    /// <summary>Whether a position lies where no names are written: in a comment, a string, a character or a number.</summary>
    public bool IsInText(int position)
    {
        if (position == 0) return false;
        var trivia = Root.FindTrivia(position - 1);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)) return true;
        if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)) return position < trivia.Span.End || !trivia.ToString().EndsWith("*/", StringComparison.Ordinal);
        var token = Root.FindToken(position - 1);
        if (token.SpanStart >= position) return false;
        var kind = token.Kind();
        return kind is SyntaxKind.InterpolatedStringTextToken or SyntaxKind.NumericLiteralToken
            || (kind is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken
                && (position < token.Span.End || token.ContainsDiagnostics));
    }
}
