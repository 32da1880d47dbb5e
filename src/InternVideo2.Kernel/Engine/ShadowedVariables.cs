using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InternVideo2.Kernel.Engine;

/// <summary>
/// Lets go of variables that nothing can reach any more. Running `var model = …` a second time makes a new variable; the old one would hold its
/// object, and perhaps gigabytes, until the kernel ends. The old one is cleared, unless a function, lambda, query or type of an earlier
/// cell mentions its name and may still use it. Objects are not disposed: whether somebody else uses them is the user's to know.
/// </summary>
internal sealed class ShadowedVariables(Variables variables)
{
    /// <summary>Per submission, the names its functions and types mention.</summary>
    private readonly List<HashSet<string>> _mentions = [];

    /// <summary>Called for each committed submission, in order.</summary>
    public void Add(IEnumerable<SyntaxTree> trees) =>
        _mentions.Add([.. from tree in trees
                          from node in tree.GetRoot().DescendantNodes()
                          where IsKept(node)
                          from token in node.DescendantTokens()
                          where token.IsKind(SyntaxKind.IdentifierToken)
                          select token.ValueText]);

    /// <summary>Clears what the newest submission's declarations have hidden.</summary>
    public void Release()
    {
        var newest = _mentions.Count - 1;
        var all = variables.All().ToArray();
        var declared = all.Where(variable => variable.Submission == newest).Select(variable => variable.Name).ToHashSet();
        foreach (var old in all.Where(variable => variable.Submission < newest && declared.Contains(variable.Name)))
            if (!MentionedSince(old)) Variables.Clear(old);
    }

    private bool MentionedSince(Variable old) => _mentions.Skip(old.Submission).SkipLast(1).Any(names => names.Contains(old.Name));

    /// <summary>Code that may run after its cell has ended.</summary>
    private static bool IsKept(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
        or BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseTypeDeclarationSyntax or QueryExpressionSyntax;
}
