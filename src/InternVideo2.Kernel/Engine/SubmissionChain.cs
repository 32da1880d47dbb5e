using InternVideo2.Kernel.Engine.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InternVideo2.Kernel.Engine;

/// <summary>
/// The cells compiled so far. Each is a script compilation that sees the declarations of its predecessors; at run time each is an object, kept in
/// a slot of one array, whose fields are the cell's variables.
/// </summary>
internal sealed class SubmissionChain(ReferenceSet references, IEnumerable<string> imports)
{
    /// <summary>How the types of submissions are named; not a name anyone can write in C#.</summary>
    public const string ClassPrefix = "Submission#";

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private readonly CSharpCompilationOptions _options = new CSharpCompilationOptions(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true)
        .WithSourceReferenceResolver(new SourceFileResolver([], Environment.CurrentDirectory));

    private readonly Lock _gate = new();
    private CSharpCompilation? _last;
    private object?[] _slots = new object?[16];
    private int _attempts;

    /// <summary>Number of committed submissions that have code and so a slot.</summary>
    public int Count { get; private set; }

    /// <summary>The objects of the submissions that ran, oldest first.</summary>
    public IEnumerable<(int Index, object Instance)> Instances =>
        from index in Enumerable.Range(0, Count)
        let instance = _slots[index + 1]
        where instance is not null
        select (index, instance);

    /// <summary>A compilation of the code as it would be if it came next. Nothing is changed until <see cref="Commit"/>. Thread safe.</summary>
    public CSharpCompilation Next(SyntaxTree tree)
    {
        lock (_gate)
        {
            // Usings, like references, are inherited from the first submission.
            var number = ++_attempts;
            var options = (_last is null ? _options.WithUsings(imports) : _options).WithScriptClassName(ClassPrefix + number);
            return CSharpCompilation.CreateScriptCompilation($"cell-{number}", tree, references.New, options, _last, typeof(object));
        }
    }

    /// <summary>Makes the compilation the predecessor of the next. Done before it runs, so that a failing cell still defines its names.</summary>
    /// <param name="hasCode">False for a cell of nothing but usings and comments: it takes no slot.</param>
    public void Commit(CSharpCompilation compilation, bool hasCode)
    {
        lock (_gate)
        {
            _last = compilation;
            references.MarkPassed();
            if (hasCode) Count++;
        }
    }

    /// <summary>The array a submission's entry point takes: slot 0 for a host object (unused), then one per submission.</summary>
    public object?[] Slots()
    {
        // Submissions read the array only while they are constructed, so it may be replaced by a larger one.
        if (Count + 2 >= _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        return _slots;
    }
}
