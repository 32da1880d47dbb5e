using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Display;
using InternVideo2.Kernel.Engine.Directives;
using InternVideo2.Kernel.Engine.References;
using InternVideo2.Kernel.Engine.Running;
using InternVideo2.Kernel.Engine.Traces;
using InternVideo2.Kernel.Language;

namespace InternVideo2.Kernel.Engine;

/// <summary>What a notebook finds when it starts.</summary>
/// <param name="Preload">Assemblies to reference and load, with their dependencies.</param>
/// <param name="Imports">Namespaces, or types whose static members are to be known by name.</param>
internal sealed record EngineOptions(IReadOnlyList<string> Preload, IReadOnlyList<string> Imports);

/// <summary>
/// Runs cells one after the other, each seeing what the ones before declared. One cell at a time; <see cref="Interrupt"/> may come from any thread.
/// </summary>
internal sealed class CSharpEngine
{
    private static readonly string[] _defaultImports =
    [
        "System", "System.Collections", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading",
        "System.Threading.Tasks", typeof(CellApi).FullName!,
    ];

    private const string WarmUpCell =
        "var numbers = Enumerable.Range(0, 3).Select(x => x * 0.5).ToArray(); string Text(int n) { return $\"{n}\"; } " +
        "foreach (var n in numbers) { Text((int)n); } await Task.CompletedTask; numbers";

    private readonly SubmissionCompiler _compiler;
    private readonly DirectiveRunner _directives;
    private readonly ShadowedVariables _shadowed;
    private readonly Dictionary<int, string> _sources = [];
    private readonly Lock _oneAtATime = new();
    private volatile CellRun? _running;

    /// <exception cref="IOException">A preloaded assembly does not exist or cannot be read.</exception>
    /// <exception cref="BadImageFormatException">A preloaded file is not a .NET assembly.</exception>
    public CSharpEngine(EngineOptions options, string packageCache)
    {
        var loadContext = new CellLoadContext();
        var references = new ReferenceSet(loadContext);
        foreach (var path in options.Preload)
        {
            references.AddLibrary(path);
            // Loaded now, not at first use: its formatters serve the values of its dependencies, too.
            loadContext.LoadFromAssemblyPath(Path.GetFullPath(path));
        }
        Chain = new SubmissionChain(references, [.. _defaultImports, .. options.Imports]);
        Variables = new Variables(Chain);
        _compiler = new SubmissionCompiler(Chain, loadContext);
        _directives = new DirectiveRunner(references, Variables, new Packages.PackageRestore(packageCache));
        _shadowed = new ShadowedVariables(Variables);
    }

    public SubmissionChain Chain { get; }

    public Variables Variables { get; }

    /// <summary>Runs a cell and waits for it.</summary>
    /// <param name="context">Makes the context of the cell from its cancellation token.</param>
    /// <param name="onValue">Gets the value of a trailing expression, on the cell's thread.</param>
    /// <param name="keep">False: the cell's declarations are forgotten afterwards (for expressions asked by the client).</param>
    public CellOutcome Run(string code, Func<CancellationToken, CellContext> context, Action<object?> onValue, bool keep = true)
    {
        using var run = new CellRun();
        _running = run;
        try
        {
            lock (_oneAtATime) return Run(run, code, context(run.Cancellation), onValue, keep);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            return new CellOutcome(CellEnd.Interrupted);
        }
        catch (Exception e) when (e is CompilationException or DirectiveException)
        {
            return new CellOutcome(CellEnd.Failed, e);
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Asks the running cell to stop; nothing happens if there is none. Returns at once.</summary>
    public void Interrupt() => _running?.Interrupt();

    /// <summary>
    /// Compiles and runs a small cell without keeping it, and asks for a completion: the first time either takes a second or more, which is
    /// better spent while the user still reads.
    /// </summary>
    public void WarmUp()
    {
        try
        {
            lock (_oneAtATime)
            {
                var submission = _compiler.Compile(WarmUpCell, CellFile.Name(0), CancellationToken.None);
                MimeFormatter.Format(submission.Start(Chain.Slots()).GetAwaiter().GetResult()).ToJson();
            }
        }
        catch (OperationCanceledException)
        {
            // The user interrupted a first cell that still waits for this; then that cell is what matters.
        }
        new Completion(Chain).At("Enumerable.Ra", "Enumerable.Ra".Length);
    }

    /// <summary>The lines to show for an error of a cell.</summary>
    public IReadOnlyList<string> Trace(Exception error) => TraceText.Lines(error, number => _sources.GetValueOrDefault(number));

    private CellOutcome Run(CellRun run, string code, CellContext context, Action<object?> onValue, bool keep)
    {
        if (MarkupCell.TryParse(code) is { } markup) return run.Execute(context, () => Task.FromResult<object?>(markup), value => context.Displays.Display(value));
        var source = CellSource.Parse(code);
        var after = _directives.Run(source.Directives, context);
        var submission = _compiler.Compile(source.Code, CellFile.Name(context.Number), run.Cancellation);
        run.Cancellation.ThrowIfCancellationRequested();
        _sources[context.Number] = code;
        var slots = Chain.Slots();
        if (keep)
        {
            Chain.Commit(submission.Compilation, submission.HasCode);
            if (submission.HasCode) _shadowed.Add(submission.Trees);
        }
        var outcome = run.Execute(context, () => submission.Start(slots), value =>
        {
            if (submission.HasValue) onValue(value);
            foreach (var action in after) action();
        });
        if (keep && submission.HasCode && outcome.End != CellEnd.LeftRunning) _shadowed.Release();
        return outcome;
    }
}
