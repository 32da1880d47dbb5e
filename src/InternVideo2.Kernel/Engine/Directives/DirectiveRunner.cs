using System.Diagnostics;
using System.Globalization;
using InternVideo2.Kernel.Cells;
using InternVideo2.Kernel.Engine.Packages;
using InternVideo2.Kernel.Engine.References;
using InternVideo2.Kernel.Streams;

namespace InternVideo2.Kernel.Engine.Directives;

/// <summary>Carries out the directives of a cell: most before it is compiled, #!time and #!who after it ran.</summary>
internal sealed class DirectiveRunner(ReferenceSet references, Variables variables, PackageRestore packages)
{
    private const string Known = "#r, #i, #load, #!time, #!who, #!whos, #!csharp";

    /// <returns>What remains to be done when the cell has run.</returns>
    /// <exception cref="DirectiveException">A directive is unknown or cannot be carried out.</exception>
    public IReadOnlyList<Action> Run(IReadOnlyList<CellDirective> directives, CellContext context)
    {
        var after = new List<Action>();
        var added = new List<(CellDirective Directive, PackageRequest Package)>();
        foreach (var directive in directives)
        {
            try
            {
                switch (directive.Name)
                {
                    case "#r" when IsNuGet(directive):
                        var package = PackageRequest.Parse(directive.Argument);
                        if (packages.Add(package)) added.Add((directive, package));
                        break;
                    case "#r": references.AddLibrary(Locate(directive.Argument)); break;
                    case "#i" when IsNuGet(directive): packages.AddSource(directive.Argument[PackageRequest.Scheme.Length..].Trim()); break;
                    case "#!time": after.Add(Timer(context)); break;
                    case "#!who": after.Add(() => Print(context, string.Join(' ', variables.Visible().Select(variable => variable.Name)))); break;
                    case "#!whos": after.Add(() => Print(context, VariableTable.Of(variables.Visible()))); break;
                    case "#!csharp" or "#!c#" or "#!cs": break;
                    default: throw new DirectiveException(directive, $"This directive is unknown. Known are {Known}.");
                }
            }
            catch (Exception e) when (e is IOException or BadImageFormatException or FormatException or ArgumentException)
            {
                throw new DirectiveException(directive, e.Message, e);
            }
        }
        if (added.Count > 0) Restore(added, context);
        return after;
    }

    private static bool IsNuGet(CellDirective directive) => directive.Argument.StartsWith(PackageRequest.Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>A file, relative to the notebook's folder, or the simple name of a framework assembly.</summary>
    private static string Locate(string name) =>
        File.Exists(name) ? name
        : Framework.Find(Path.GetFileName(name)) ?? Framework.Find(Path.GetFileNameWithoutExtension(name)) ?? Path.GetFullPath(name);

    private void Restore(List<(CellDirective Directive, PackageRequest Package)> added, CellContext context)
    {
        Print(context, $"Restoring {string.Join(", ", added.Select(request => request.Package))} …");
        var done = false;
        try
        {
            references.AddLibrary(packages.RestoreAsync(context.Cancellation).GetAwaiter().GetResult());
            done = true;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            throw new DirectiveException(added[0].Directive, e.Message, e);
        }
        finally
        {
            if (!done) foreach (var (_, package) in added) packages.Remove(package);
        }
    }

    private static Action Timer(CellContext context)
    {
        var start = Stopwatch.GetTimestamp();
        return () => Print(context, string.Create(CultureInfo.InvariantCulture, $"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms"));
    }

    private static void Print(CellContext context, string text) => context.Output.Write(OutputBuffer.StandardOutput, text + "\n");
}
