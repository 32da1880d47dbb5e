namespace InternVideo2.Kernel.Engine.Packages;

/// <summary>The dotnet program that runs this process, or would run one.</summary>
internal static class DotnetHost
{
    private static readonly string _file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Full path of the dotnet host.</summary>
    /// <exception cref="FileNotFoundException">It is neither running this process, nor in DOTNET_ROOT, nor on the PATH.</exception>
    public static string Find() =>
        Candidates().FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            "The dotnet program was not found. Set DOTNET_ROOT to the folder of the .NET installation or add it to the PATH.", _file);

    private static IEnumerable<string> Candidates()
    {
        if (Path.GetFileName(Environment.ProcessPath) == _file) yield return Environment.ProcessPath!;
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root) yield return Path.Combine(root, _file);
        // The framework lives in <root>/shared/Microsoft.NETCore.App/<version>.
        yield return Path.GetFullPath(Path.Combine(References.Framework.Folder, "..", "..", "..", _file));
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.GetFullPath(Path.Combine(folder, _file));
    }
}
