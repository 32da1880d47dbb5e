using Microsoft.CodeAnalysis;

namespace InternVideo2.Kernel.Engine.References;

/// <summary>The assemblies of the running .NET framework.</summary>
internal static class Framework
{
    /// <summary>Folder of the running framework version.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Full paths of all managed framework assemblies.</summary>
    public static IReadOnlyList<string> Assemblies { get; } =
        [.. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetDirectoryName(path) == Folder)];

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(() => [.. Assemblies.Select(Map)]);

    /// <summary>References to all of them, shared by every chain of submissions in the process, so that their symbols are built once.</summary>
    public static IReadOnlyList<MetadataReference> References => _references.Value;

    /// <summary>Path of a framework assembly by simple name, such as System.Xml.Linq; null if there is none.</summary>
    public static string? Find(string simpleName) =>
        Assemblies.FirstOrDefault(path => string.Equals(Path.GetFileNameWithoutExtension(path), simpleName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Maps the file instead of reading it: of most framework assemblies a notebook never touches more than the header.</summary>
    private static MetadataReference Map(string path) => AssemblyMetadata.CreateFromFile(path).GetReference(filePath: path);
}
