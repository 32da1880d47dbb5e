using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace InternVideo2.Kernel.Engine.Packages;

/// <summary>
/// Brings NuGet packages into a notebook: a generated project that names them is published by the .NET SDK into a cache folder, with the
/// user's own NuGet configuration (also one found beside or above the notebook). All packages of a session are resolved together.
/// </summary>
internal sealed class PackageRestore(string cacheFolder)
{
    private const string Project = "NotebookPackages";

    private readonly Dictionary<string, PackageRequest> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    /// <summary>The cache shared by all notebooks of the user.</summary>
    public static string DefaultCache =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "InternVideo2.Kernel", "packages");

    /// <summary>Adds a folder or feed to look in, besides the configured ones.</summary>
    public void AddSource(string source) => _sources.Add(Directory.Exists(source) ? Path.GetFullPath(source) : source);

    /// <summary>Adds a package to those of the session. False if it is there already.</summary>
    /// <exception cref="ArgumentException">Another version of it was asked for before.</exception>
    public bool Add(PackageRequest package)
    {
        if (_packages.TryAdd(package.Name, package)) return true;
        var earlier = _packages[package.Name];
        return package.Version == "*" || package.Version == earlier.Version ? false : throw new ArgumentException(
            $"{package.Name} {earlier.Version} is in use in this notebook; a loaded version cannot be changed. Restart the kernel to use {package.Version}.");
    }

    /// <summary>Forgets a package that could not be restored, so that it can be asked for again.</summary>
    public void Remove(PackageRequest package) => _packages.Remove(package.Name);

    /// <summary>Restores all packages of the session.</summary>
    /// <returns>Path of the generated assembly, beside which all packages' files lie.</returns>
    /// <exception cref="InvalidOperationException">The SDK is missing or could not restore; the message holds what it said.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; the SDK's process is ended.</exception>
    public async Task<string> RestoreAsync(CancellationToken cancellation)
    {
        var project = ProjectFile();
        var folder = Path.Combine(cacheFolder, Hash(project + string.Join('|', _sources) + Environment.CurrentDirectory));
        var assembly = Path.Combine(folder, "out", Project + ".dll");
        if (File.Exists(assembly)) return assembly;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, Project + ".csproj"), project, cancellation);
        // Shields the project from settings of folders above the cache.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            await File.WriteAllTextAsync(Path.Combine(folder, file), "<Project />", cancellation);
        await PublishAsync(folder, cancellation);
        return assembly;
    }

    private string ProjectFile() =>
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.{Environment.Version.Minor}"),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', _sources)),
                new XElement("RestoreRootConfigDirectory", Environment.CurrentDirectory),
                new XElement("EnableDefaultItems", false)),
            new XElement("ItemGroup", _packages.Values.OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase).Select(package =>
                new XElement("PackageReference", new XAttribute("Include", package.Name), new XAttribute("Version", package.Version))))).ToString();

    private static async Task PublishAsync(string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(DotnetHost.Find())
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "publish", "-c", "Release", "-o", "out", "--nologo", "-v", "quiet", "-nodeReuse:false" },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The .NET SDK did not start.");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0) throw new InvalidOperationException(Explain(await output + await errors));
    }

    private static string Explain(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.LastIndexOf(" [", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line)
            .Select(line => line.IndexOf("error ", StringComparison.Ordinal) is var start and > 0 ? line[start..] : line).Distinct().Take(5).ToArray();
        return $"The .NET SDK could not restore the packages:\n{string.Join('\n', errors.Length > 0 ? errors : lines.TakeLast(5))}\n" +
            "Check name and version, and the package sources (`dotnet nuget list source`); #i \"nuget:FOLDER-or-URL\" adds one.";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
}
