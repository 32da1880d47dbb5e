using System.Reflection;

namespace InternVideo2.Tests.Golden;

/// <summary>
/// Where the expected numbers are: the folder IV2_GOLDEN_DIR names, else tests/golden of this repository. Laid out as stage1/, keys/, …;
/// parts may be absent.
/// </summary>
internal static class GoldenFolder
{
    /// <summary>Kinds whose tests come with later parts of the project. Files of these are passed over; any other unknown file is an error.</summary>
    public static readonly IReadOnlyList<string> Later = [];

    private static readonly Lazy<string> LazyRoot = new(Locate);
    private static readonly Lazy<IReadOnlyList<string>> LazyTested = new(Declared);

    public static string Root => LazyRoot.Value;

    /// <summary>Every kind a test of this assembly declares.</summary>
    public static IReadOnlyList<string> Tested => LazyTested.Value;

    /// <summary>All golden files as paths below <see cref="Root"/>, sorted; notes (.md) left out.</summary>
    public static IEnumerable<string> All() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is not ".md")
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>The files of one kind.</summary>
    public static IEnumerable<string> Files(string kind) => All().Where(file => KindOf(file) == kind);

    /// <summary>The longest known kind that <paramref name="file"/> fits, or null.</summary>
    public static string? KindOf(string file) => Tested.Concat(Later).Where(kind => Fits(file, kind)).MaxBy(kind => kind.Length);

    /// <summary>A kind with its folder, which is stage1 unless it is named.</summary>
    public static string Kind(string name) => name.Contains('/') ? name : $"stage1/{name}";

    public static string FullPath(string file) => Path.Combine(Root, file);

    private static bool Fits(string file, string kind)
    {
        if (kind.EndsWith('/')) return file.StartsWith(kind, StringComparison.Ordinal);
        var stem = file[..^Path.GetExtension(file).Length];
        return stem == kind || stem.StartsWith(kind + "_", StringComparison.Ordinal);
    }

    private static List<string> Declared()
    {
        var methods = typeof(GoldenFolder).Assembly.GetTypes().SelectMany(type => type.GetMethods());
        return [.. methods.SelectMany(method => method.GetCustomAttributes<GoldenTheoryAttribute>()).SelectMany(theory => theory.Kinds).Distinct()];
    }

    private static string Locate()
    {
        if (Environment.GetEnvironmentVariable("IV2_GOLDEN_DIR") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"IV2_GOLDEN_DIR names '{named}', which is not a folder.");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "golden");
            if (Directory.Exists(candidate)) return candidate;
        }
        throw new DirectoryNotFoundException($"no tests/golden above '{AppContext.BaseDirectory}'. Set IV2_GOLDEN_DIR.");
    }
}
