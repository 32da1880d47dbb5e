using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace InternVideo2.Kernel.Engine.References;

/// <summary>
/// An assembly on disk together with what it needs: managed dependencies (offered to cells as references, too) and native libraries, found as its
/// .deps.json says or, without one, among its neighbours.
/// </summary>
internal sealed class Library
{
    private readonly AssemblyDependencyResolver _resolver;

    private Library(string path)
    {
        Path = path;
        _resolver = new AssemblyDependencyResolver(path);
        Assemblies = [path, .. Dependencies()];
    }

    public string Path { get; }

    /// <summary>Full paths of the assembly itself and of its managed dependencies outside the framework.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public static Library Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full)) throw new FileNotFoundException($"Assembly not found: {full}", full);
        _ = AssemblyName.GetAssemblyName(full);
        return new Library(full);
    }

    public string? Find(AssemblyName name) => _resolver.ResolveAssemblyToPath(name);

    /// <summary>Path of a native library, by its .deps.json or lying beside the assembly under one of the usual names.</summary>
    public string? FindNative(string name)
    {
        if (_resolver.ResolveUnmanagedDllToPath(name) is { } path) return path;
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        return new[] { name, $"lib{name}.so", $"{name}.so", $"lib{name}.dylib", $"{name}.dll" }
            .Select(file => System.IO.Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private IEnumerable<string> Dependencies() =>
        from name in DependencyNames()
        let path = _resolver.ResolveAssemblyToPath(new AssemblyName(name))
        where path is not null && path != Path && File.Exists(path)
        select path;

    private IEnumerable<string> DependencyNames()
    {
        var manifest = System.IO.Path.ChangeExtension(Path, ".deps.json");
        return File.Exists(manifest) ? NamesFrom(manifest) : NeighboursReferencedBy(Path, []);
    }

    private static HashSet<string> NamesFrom(string manifest)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return [.. from target in document.RootElement.GetProperty("targets").EnumerateObject()
                   from library in target.Value.EnumerateObject()
                   from kind in library.Value.EnumerateObject()
                   where kind.Name is "runtime"
                   from file in kind.Value.EnumerateObject()
                   where file.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                   select System.IO.Path.GetFileNameWithoutExtension(file.Name)];
    }

    private static HashSet<string> NeighboursReferencedBy(string path, HashSet<string> found)
    {
        foreach (var name in ReferencedNames(path))
        {
            var neighbour = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name + ".dll");
            if (File.Exists(neighbour) && found.Add(name)) NeighboursReferencedBy(neighbour, found);
        }
        return found;
    }

    private static string[] ReferencedNames(string path)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(file);
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
