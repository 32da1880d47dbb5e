using System.Reflection;
using System.Runtime.Loader;

namespace InternVideo2.Kernel.Engine.References;

/// <summary>
/// Where cells and the libraries they use are loaded. What the host process has already comes first, or the same type would exist twice;
/// then the libraries are asked. Nothing is ever unloaded: a rebuilt library needs a kernel restart.
/// </summary>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells")
{
    private static readonly Dictionary<string, string> _hostAssemblies =
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path)).ToDictionary(group => group.Key, group => group.First());

    private readonly Lock _gate = new();
    private readonly List<Library> _libraries = [];

    public void Add(Library library)
    {
        lock (_gate) _libraries.Add(library);
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name) is { } loaded) return loaded;
        if (HostOffers(name)) return null;
        return Find(library => library.Find(name)) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        Find(library => library.FindNative(unmanagedDllName)) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool HostOffers(AssemblyName wanted) =>
        _hostAssemblies.TryGetValue(wanted.Name!, out var path) && AssemblyName.GetAssemblyName(path).Version >= (wanted.Version ?? new Version(0, 0));

    private string? Find(Func<Library, string?> find)
    {
        lock (_gate) return _libraries.Select(find).FirstOrDefault(path => path is not null);
    }
}
