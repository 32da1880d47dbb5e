using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InternVideo2.Kernel.Language;

/// <summary>The names that fit at a place: members after a dot, properties in an initializer, parameter names in a call, else all in scope.</summary>
internal static class NamesAt
{
    private static readonly CompletionItem[] _keywords =
        [.. SyntaxFacts.GetReservedKeywordKinds()
            .Concat([SyntaxKind.VarKeyword, SyntaxKind.AsyncKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.RecordKeyword, SyntaxKind.YieldKeyword,
                SyntaxKind.WhenKeyword, SyntaxKind.WithKeyword, SyntaxKind.InitKeyword, SyntaxKind.RequiredKeyword, SyntaxKind.NameOfKeyword])
            .Select(kind => new CompletionItem(SyntaxFacts.GetText(kind), "keyword"))];

    /// <param name="start">Where the name begins.</param>
    /// <param name="begun">False if nothing of the name is written yet; then only what the notebook itself declares is proposed.</param>
    /// <returns>Null if the expression before the dot is not understood.</returns>
    public static IEnumerable<CompletionItem>? Find(CodeView view, int start, bool begun)
    {
        var left = view.TokenBefore(start);
        if (left.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.ColonColonToken) return AfterDot(view, left, start);
        if (Initialized(view, left) is { } type)
            return Items(Members(view, start, type).Where(IsSettable));
        var names = Items(view.Model.LookupSymbols(start).Where(symbol => begun || IsDeclaredInNotebook(symbol)));
        return (begun ? names.Concat(_keywords) : names).Concat(ParameterNames(view, left));
    }

    private static IEnumerable<CompletionItem>? AfterDot(CodeView view, SyntaxToken dot, int position)
    {
        var qualifier = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            AliasQualifiedNameSyntax alias => alias.Alias,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => (ExpressionSyntax?)null,
        };
        if (qualifier is null) return null;
        switch (view.Model.GetSymbolInfo(qualifier).Symbol)
        {
            case INamespaceSymbol space:
                return Items(view.Model.LookupNamespacesAndTypes(position, space));
            case ITypeSymbol type when qualifier is not ThisExpressionSyntax and not BaseExpressionSyntax:
                return Items(view.Model.LookupSymbols(position, type).Where(symbol => symbol.IsStatic || symbol is ITypeSymbol));
        }
        var value = view.Model.GetTypeInfo(qualifier).Type;
        if (value is IPointerTypeSymbol pointer) value = pointer.PointedAtType;
        if (dot.Parent is MemberBindingExpressionSyntax && value is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            value = nullable.TypeArguments[0];
        return value is null or IErrorTypeSymbol ? null : Items(Members(view, position, value));
    }

    private static IEnumerable<ISymbol> Members(CodeView view, int position, ITypeSymbol type) =>
        view.Model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(symbol => !symbol.IsStatic && symbol is not ITypeSymbol);

    /// <summary>The type whose properties can be set here: new T { … } or value with { … }.</summary>
    private static ITypeSymbol? Initialized(CodeView view, SyntaxToken left) =>
        left.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken && left.Parent is InitializerExpressionSyntax { Parent: ExpressionSyntax creation } initializer
        && (initializer.IsKind(SyntaxKind.WithInitializerExpression) || initializer.IsKind(SyntaxKind.ObjectInitializerExpression)
            || (initializer.IsKind(SyntaxKind.CollectionInitializerExpression) && left.IsKind(SyntaxKind.OpenBraceToken)))
        && view.Model.GetTypeInfo(creation).Type is { TypeKind: not TypeKind.Error } type && !IsCollection(type) ? type : null;

    private static bool IsCollection(ITypeSymbol type) => type.AllInterfaces.Any(known => known.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool IsSettable(ISymbol symbol) => symbol is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false };

    private static IEnumerable<CompletionItem> ParameterNames(CodeView view, SyntaxToken left)
    {
        if (left.Kind() is not (SyntaxKind.OpenParenToken or SyntaxKind.CommaToken) || left.Parent is not ArgumentListSyntax { Parent: { } call }) return [];
        var info = view.Model.GetSymbolInfo(call);
        var methods = info.Symbol is { } one ? [one] : info.CandidateSymbols;
        return methods.OfType<IMethodSymbol>().SelectMany(method => method.Parameters).Select(parameter => new CompletionItem(parameter.Name + ":", "instance"));
    }

    private static IEnumerable<CompletionItem> Items(IEnumerable<ISymbol> symbols) =>
        symbols.Where(symbol => symbol.CanBeReferencedByName && !IsHidden(symbol)).Select(symbol => new CompletionItem(symbol.Name, Kind(symbol)));

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute is { AttributeClass.Name: "EditorBrowsableAttribute", ConstructorArguments: [{ Value: 1 }] });

    private static bool IsDeclaredInNotebook(ISymbol symbol) => symbol is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol || symbol.ContainingType?.IsScriptClass == true;

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "function",
        INamespaceSymbol => "module",
        ITypeSymbol => "class",
        IPropertySymbol or IEventSymbol => "property",
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => "instance",
        IFieldSymbol => "field",
        _ => "statement",
    };
}
