using System.Diagnostics;
using System.Text.RegularExpressions;
using InternVideo2.Kernel.Install;

namespace InternVideo2.Kernel.Tests.Client;

/// <summary>
/// The kernel, started by a real Jupyter client: each script of the folder client/ is a Python test module that must pass, and must not be empty.
/// Needs a Python with jupyter_client and jupyter_kernel_test (Debian: python3-jupyter-client, python3-jupyter-kernel-test).
/// </summary>
[Trait("Category", "Slow")]
public sealed partial class JupyterClientTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Conformance() => Run("test_conformance");

    [Fact]
    public void Messages() => Run("test_messages");

    [Fact]
    public void Interrupt() => Run("test_interrupt");

    [Fact]
    public void Lifetime() => Run("test_lifetime");

    [Fact]
    public void Endurance() => Run("test_endurance");

    private void Run(string module)
    {
        KernelSpec.Install(new InstallOptions { Root = Path.Combine(_folder.Path, "kernels"), Name = "csharp-under-test" });
        var (exitCode, output) = Python(FindPython(), "-W", "ignore", "-m", "unittest", "-v", module);
        Assert.True(exitCode == 0, output);
        Assert.True(Ran().Match(output) is { Success: true } ran && int.Parse(ran.Groups[1].Value) > 0, output);
    }

    private static string FindPython() =>
        new[] { "/usr/bin/python3", "python3", "python" }.FirstOrDefault(HasJupyter)
        ?? throw new InvalidOperationException("No Python with the modules jupyter_client and jupyter_kernel_test was found.");

    private static bool HasJupyter(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import jupyter_client, jupyter_kernel_test"]) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no program of this name.
            return false;
        }
    }

    private (int ExitCode, string Output) Python(string python, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments)
        {
            WorkingDirectory = Path.Combine(AppContext.BaseDirectory, "client"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["JUPYTER_PATH"] = _folder.Path, ["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder.Path, "runtime"), ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_limit)) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    [GeneratedRegex(@"Ran (\d+) tests?")]
    private static partial Regex Ran();
}
