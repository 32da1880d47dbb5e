using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace InternVideo2.Kernel.Engine;

/// <summary>A compiled cell, ready to run.</summary>
/// <param name="Start">Starts the cell; the task ends with it and yields the trailing expression's value.</param>
/// <param name="HasValue">Whether the cell ends with an expression that has a value (which may be null).</param>
/// <param name="HasCode">False for a cell of nothing but usings and comments; it is still part of the chain.</param>
/// <param name="Trees">The syntax as written by the user, with all loaded files.</param>
internal sealed record Submission(
    CSharpCompilation Compilation, Func<object?[], Task<object?>> Start, bool HasValue, bool HasCode, IReadOnlyList<SyntaxTree> Trees);

/// <summary>From source text to a loaded submission.</summary>
internal sealed class SubmissionCompiler(SubmissionChain chain, AssemblyLoadContext loadContext)
{
    private static readonly EmitOptions _emitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    /// <summary>Compiles a cell with interrupt checks in it.</summary>
    /// <param name="file">Name for stack traces and messages.</param>
    /// <exception cref="CompilationException">The code has errors; they refer to the text as the user wrote it.</exception>
    public Submission Compile(string code, string file, CancellationToken cancellation)
    {
        var written = Parse(SourceText.From(code, Encoding.UTF8), file);
        var asWritten = chain.Next(written);
        var checkedTree = Parse(InterruptChecks.InsertInto(written, () => asWritten.GetSemanticModel(written)), file);
        // Replacing the tree keeps what the compilation has found out about its references, which is most of the work.
        if (Emit(asWritten.ReplaceSyntaxTree(written, checkedTree), checkedTree, cancellation, out _) is { } image) return Load(image, written);

        // Errors are reported for the text without checks, whose columns are the user's. Should that compile, the checks were to blame.
        if (Emit(asWritten, written, cancellation, out var errors) is { } plain) return Load(plain, written);
        if (errors.Count > 0) throw new CompilationException(errors);

        // Without errors it is only that there was nothing to emit.
        return new Submission(asWritten, _ => Task.FromResult<object?>(null), HasValue: false, HasCode: false, [written]);
    }

    private static SyntaxTree Parse(SourceText text, string file) => CSharpSyntaxTree.ParseText(text, SubmissionChain.ParseOptions, file);

    private static Image? Emit(CSharpCompilation compilation, SyntaxTree tree, CancellationToken cancellation, out IReadOnlyList<Diagnostic> errors)
    {
        var assembly = new MemoryStream();
        var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: _emitOptions, cancellationToken: cancellation);
        errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        assembly.Position = symbols.Position = 0;
        return result.Success ? new Image(compilation, tree, assembly, symbols) : null;
    }

    private Submission Load(Image image, SyntaxTree written)
    {
        var entry = image.Compilation.GetEntryPoint(CancellationToken.None)
            ?? throw new InvalidOperationException("The script compilation has no entry point.");
        var assembly = loadContext.LoadFromStream(image.Assembly, image.Symbols);
        var method = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var others = image.Compilation.SyntaxTrees.Where(tree => tree != image.Tree);
        return new Submission(image.Compilation, method.CreateDelegate<Func<object?[], Task<object?>>>(), HasValue(image), HasCode: true, [written, .. others]);
    }

    /// <summary>A trailing expression is an expression statement without its semicolon; it has a value unless its type is void.</summary>
    private static bool HasValue(Image image)
    {
        var root = (CompilationUnitSyntax)image.Tree.GetRoot();
        return (root.Members.LastOrDefault() as GlobalStatementSyntax)?.Statement switch
        {
            ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last =>
                image.Compilation.GetSemanticModel(image.Tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void,
            ReturnStatementSyntax { Expression: not null } => true,
            _ => false,
        };
    }

    private sealed record Image(CSharpCompilation Compilation, SyntaxTree Tree, MemoryStream Assembly, MemoryStream Symbols);
}
