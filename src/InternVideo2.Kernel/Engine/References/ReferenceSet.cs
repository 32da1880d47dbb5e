using System.Reflection;
using Microsoft.CodeAnalysis;

namespace InternVideo2.Kernel.Engine.References;

/// <summary>
/// What cells may refer to: the framework, the kernel's own cell API, preloaded assemblies and those added by #r.
/// Roslyn hands the references of one submission on to all later ones, and keeps a growing list if they are passed again; so each
/// reference is given out once (measured over 500 cells with the whole framework: 38 MB, against about 900 MB when repeated).
/// </summary>
internal sealed class ReferenceSet
{
    private readonly CellLoadContext _loadContext;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private volatile MetadataReference[] _new;

    public ReferenceSet(CellLoadContext loadContext)
    {
        _loadContext = loadContext;
        _new = [.. Framework.References];
        _names.UnionWith(Framework.Assemblies.Select(Path.GetFileNameWithoutExtension)!);
        Add(typeof(ReferenceSet).Assembly.Location);
    }

    /// <summary>References not yet part of a committed submission.</summary>
    public IReadOnlyList<MetadataReference> New => _new;

    /// <summary>
    /// Adds a library and its dependencies, and loads it, so that the formatters it offers are known. An assembly whose name is taken is skipped,
    /// because the runtime would load only the first.
    /// </summary>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public void AddLibrary(string path)
    {
        var library = Library.Open(path);
        _loadContext.Add(library);
        foreach (var assembly in library.Assemblies) Add(assembly);
        _loadContext.LoadFromAssemblyName(AssemblyName.GetAssemblyName(library.Path));
    }

    /// <summary>Called when a submission that carries <see cref="New"/> has become part of the chain.</summary>
    public void MarkPassed() => _new = [];

    private void Add(string path)
    {
        if (_names.Add(Path.GetFileNameWithoutExtension(path))) _new = [.. _new, MetadataReference.CreateFromFile(path)];
    }
}
