using System.Diagnostics;
using Xunit;

namespace InternVideo2.Tests.Provider;

/// <summary>
/// Promise: <c>-p:TorchSharpDll=PATH</c> works, and the package compiles when what only our own provider offers (OWN_TORCH) is left out.
/// The DLL at the path is our own provider here, since the real one is not on every machine; so namespace InternVideo2.Torch would still be found,
/// and that it is not used is checked in what was compiled.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ProviderBuildTests : IDisposable
{
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("iv2-provider-");

    public void Dispose() => _output.Delete(recursive: true);

    [Fact]
    public void The_package_compiles_against_a_TorchSharp_dll_at_a_path()
    {
        var provider = typeof(TorchSharp.torch).Assembly.Location;

        var (exitCode, log) = Build("src/InternVideo2.Notebook", provider);

        Assert.True(exitCode == 0, log);
        foreach (var name in new[] { "InternVideo2.Core", "InternVideo2.Notebook" })
        {
            var assembly = Path.Combine(_output.FullName, "bin", name, "debug", name + ".dll");
            Assert.Empty(ReferencedMembers.Of(assembly, "InternVideo2.Torch"));
            Assert.Equal([], ProviderSurfaceTests.TorchSharpApi.Unknown(ReferencedMembers.Of(assembly, "TorchSharp")));
        }
    }

    private (int ExitCode, string Log) Build(string project, string provider)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = RepositoryFolder.Path,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "build", project, "-v", "quiet", "--nologo", "--artifacts-path", _output.FullName,
                $"-p:TorchSharpDll={provider}", "-p:EnforceCodeStyleInBuild=false", "-p:UseSharedCompilation=false",
            },
        };
        // What the test runner's own MSBuild left in the environment would lead this one astray.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, log);
    }
}
