using System.Text;
using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Engine;
using InternVideo2.Kernel.Engine.Directives;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InternVideo2.Kernel.Language;

/// <summary>Says what a name in a cell is: its declaration, its documentation and, for a variable of the notebook, its value.</summary>
internal sealed class Inspection(SubmissionChain chain, Variables variables)
{
    private const int Overloads = 8;
    private static readonly TimeSpan _valueLimit = TimeSpan.FromMilliseconds(500);

    private static readonly SymbolDisplayFormat _format = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Plain text about the name at a position (UTF-16); null if there is nothing to say.</summary>
    /// <param name="detail">0: declaration, summary, value. 1: also parameters, result, exceptions and remarks.</param>
    public string? Describe(string code, int position, int detail)
    {
        var view = new CodeView(chain, code);
        var symbols = SymbolsAt(view, position);
        if (symbols.Count == 0) return null;
        var text = new StringBuilder();
        foreach (var declaration in symbols.OrderBy(ParameterCount).ThenBy(Declaration, StringComparer.Ordinal).Select(Declaration).Take(Overloads)) text.Append(declaration).Append('\n');
        if (symbols.Count > Overloads) text.Append($"… and {symbols.Count - Overloads} more overloads\n");
        if (Value(symbols[0]) is { } value) text.Append($"Value: {value}\n");
        if (Documentation.Of(symbols[0], view.Compilation, detail > 0) is { Length: > 0 } documentation) text.Append('\n').Append(documentation);
        return text.ToString().TrimEnd();
    }

    private static List<ISymbol> SymbolsAt(CodeView view, int position)
    {
        var token = view.Root.FindToken(Math.Min(position, view.Root.FullSpan.End));
        if (!token.IsKind(SyntaxKind.IdentifierToken) || token.SpanStart > position) token = view.TokenBefore(position);
        // Inside the parentheses of a call the question is about what is called.
        if (token.Parent is ArgumentListSyntax { Parent: InvocationExpressionSyntax call }) token = call.Expression.GetLastToken();
        if (token.Parent is not { } node) return [];
        if (view.Model.GetDeclaredSymbol(node) is { } declared) return [declared];
        var info = view.Model.GetSymbolInfo(node);
        if (info.Symbol is { } symbol) return [symbol];
        if (info.CandidateSymbols.Length > 0) return [.. info.CandidateSymbols];
        return [.. view.Model.GetMemberGroup(node)];
    }

    private static int ParameterCount(ISymbol symbol) => symbol is IMethodSymbol method ? method.Parameters.Length : 0;

    private static string Declaration(ISymbol symbol) => symbol switch
    {
        IFieldSymbol { ContainingType.IsScriptClass: true } variable => $"{variable.Type.ToDisplayString(_format.WithKindOptions(SymbolDisplayKindOptions.None))} {variable.Name}",
        IMethodSymbol { ContainingType.IsScriptClass: true } method =>
            method.ToDisplayString(_format.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)),
        _ => symbol.ToDisplayString(_format),
    };

    private string? Value(ISymbol symbol)
    {
        if (symbol is not IFieldSymbol { ContainingType.IsScriptClass: true } || variables.Find(symbol.Name) is not { } variable) return null;
        // Describing a value may run code of its type; it must not hold up the notebook.
        var text = Task.Run(() => VariableTable.Shorten(variable.Value));
        return text.Wait(_valueLimit) ? text.Result : $"[{TypeName.Of(variable.Type)}]";
    }
}
