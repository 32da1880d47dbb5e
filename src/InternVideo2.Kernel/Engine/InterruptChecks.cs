using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace InternVideo2.Kernel.Engine;

/// <summary>
/// Puts a cheap "interrupted?" check at the head of every loop body, lambda, local function and method of a cell. Without
/// it a loop on another thread, or a library that calls back for ever, could not be stopped. Lines stay the same, columns shift.
/// </summary>
internal sealed class InterruptChecks : CSharpSyntaxWalker
{
    private const string Check =
        "if(global::InternVideo2.Kernel.Cells.InterruptFlag.Raised)global::InternVideo2.Kernel.Cells.InterruptFlag.Throw();";

    private readonly Lazy<SemanticModel> _model;
    private readonly List<TextChange> _changes = [];

    private InterruptChecks(Lazy<SemanticModel> model) => _model = model;

    /// <param name="model">Asked only if the cell has lambdas without a block: whether they yield a value is not visible in their syntax.</param>
    public static SourceText InsertInto(SyntaxTree tree, Func<SemanticModel> model)
    {
        var walker = new InterruptChecks(new Lazy<SemanticModel>(model));
        walker.Visit(tree.GetRoot());
        // Inner statements are visited first, but at one place the outer brace must open first and close last.
        return walker._changes.Count == 0 ? tree.GetText() : tree.GetText().WithChanges(walker._changes.OrderBy(change => change.Span.Start));
    }

    public override void VisitWhileStatement(WhileStatementSyntax node) => Loop(node.Statement, () => base.VisitWhileStatement(node));

    public override void VisitDoStatement(DoStatementSyntax node) => Loop(node.Statement, () => base.VisitDoStatement(node));

    public override void VisitForStatement(ForStatementSyntax node) => Loop(node.Statement, () => base.VisitForStatement(node));

    public override void VisitForEachStatement(ForEachStatementSyntax node) => Loop(node.Statement, () => base.VisitForEachStatement(node));

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Loop(node.Statement, () => base.VisitForEachVariableStatement(node));

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Lambda(node, () => base.VisitParenthesizedLambdaExpression(node));

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Lambda(node, () => base.VisitSimpleLambdaExpression(node));

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Head(node.Block);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Head(node.Body);
        ExpressionBody(node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        Head(node.Body);
        ExpressionBody(node.ExpressionBody, node.SemicolonToken, node.ReturnType, node.Modifiers);
        base.VisitMethodDeclaration(node);
    }

    private void Loop(StatementSyntax body, Action visitChildren)
    {
        if (body is BlockSyntax block) Head(block);
        else if (body is LocalDeclarationStatementSyntax or LabeledStatementSyntax or LocalFunctionStatementSyntax || body.ContainsDiagnostics) { }
        else
        {
            Insert(body.SpanStart, "{" + Check);
            visitChildren();
            Insert(body.Span.End, "}");
            return;
        }
        visitChildren();
    }

    private void Head(BlockSyntax? block)
    {
        if (block is { OpenBraceToken.IsMissing: false }) Insert(block.OpenBraceToken.Span.End, Check);
    }

    /// <summary>x => expression becomes x => { check; return expression; }, which means the same, unless it is to be an expression tree.</summary>
    private void Lambda(LambdaExpressionSyntax node, Action visitChildren)
    {
        Head(node.Block);
        var convertible = node.ExpressionBody is { ContainsDiagnostics: false } and not (RefExpressionSyntax or ThrowExpressionSyntax)
            && _model.Value.GetTypeInfo(node).ConvertedType is { TypeKind: TypeKind.Delegate };
        if (!convertible || _model.Value.GetSymbolInfo(node).Symbol is not IMethodSymbol method)
        {
            visitChildren();
            return;
        }
        var hasValue = !method.ReturnsVoid && !(node.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) && method.ReturnType is INamedTypeSymbol { IsGenericType: false });
        Insert(node.ExpressionBody!.SpanStart, "{" + Check + (hasValue ? "return " : ""));
        visitChildren();
        Insert(node.ExpressionBody.Span.End, ";}");
    }

    /// <summary>=> expression; becomes { check; return expression; }</summary>
    private void ExpressionBody(ArrowExpressionClauseSyntax? body, SyntaxToken semicolon, TypeSyntax returnType, SyntaxTokenList modifiers)
    {
        if (body is null || semicolon.IsMissing) return;
        var keyword = body.Expression is ThrowExpressionSyntax || ReturnsNothing(returnType, modifiers.Any(SyntaxKind.AsyncKeyword)) ? "" : "return ";
        _changes.Add(new TextChange(body.ArrowToken.Span, "{" + Check + keyword));
        Insert(semicolon.Span.End, "}");
    }

    private static bool ReturnsNothing(TypeSyntax type, bool isAsync) => type switch
    {
        PredefinedTypeSyntax predefined => predefined.Keyword.IsKind(SyntaxKind.VoidKeyword),
        IdentifierNameSyntax name => isAsync && name.Identifier.Text is "Task" or "ValueTask",
        QualifiedNameSyntax { Right: IdentifierNameSyntax name } => isAsync && name.Identifier.Text is "Task" or "ValueTask",
        _ => false,
    };

    private void Insert(int position, string text) => _changes.Add(new TextChange(new TextSpan(position, 0), text));
}
