using System.Diagnostics;
using Xunit;

namespace InternVideo2.Tests.Entry;

/// <summary>
/// Promise: <c>./iv2</c> says what it can do, refuses what it cannot with one line that names the reason, and never takes such a call for success.
/// </summary>
public sealed class EntryScriptTests
{
    [Theory]
    [InlineData("setup")]
    [InlineData("notebooks")]
    [InlineData("lab")]
    [InlineData("test")]
    [InlineData("test golden DIR")]
    [InlineData("bench NAME")]
    [InlineData("train stage1")]
    [InlineData("train-teachers")]
    [InlineData("embed")]
    [InlineData("inspect")]
    [InlineData("convert")]
    [InlineData("write-random")]
    [InlineData("make-data NAME")]
    [InlineData("format")]
    public void Help_names_every_command(string command)
    {
        var run = Run([], "help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"\n  {command}", run.Output);
    }

    [Theory]
    [InlineData("unknown command 'tran'", "tran")]
    [InlineData("bench needs a name", "bench")]
    [InlineData("test golden takes one folder", "test", "golden")]
    [InlineData("format knows only --check", "format", "--fix")]
    [InlineData("make-data clips takes no argument", "make-data", "clips", "--all")]
    public void A_wrong_call_ends_with_code_2_and_the_reason(string reason, params string[] arguments)
    {
        var run = Run([], arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public void A_golden_folder_that_does_not_exist_is_named()
    {
        var run = Run([], "test", "golden", "no/such/folder");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no folder 'no/such/folder'", run.Error);
    }

    [Fact]
    public void A_libtorch_that_is_none_is_named()
    {
        var run = Run([("LIBTORCH", "no/such/libtorch")], "setup");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("LIBTORCH is 'no/such/libtorch'", run.Error);
    }

    [Fact]
    public void A_machine_without_the_sdk_is_told_what_is_missing()
    {
        var empty = Directory.CreateTempSubdirectory("iv2-tools-");
        try
        {
            foreach (var tool in new[] { "bash", "dirname", "readlink", "nproc" })
            {
                File.CreateSymbolicLink(Path.Combine(empty.FullName, tool), $"/usr/bin/{tool}");
            }

            var run = Run([("PATH", empty.FullName)], "setup");

            Assert.Equal(1, run.ExitCode);
            Assert.Contains(".NET SDK 10 is not installed", run.Error);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    private static (int ExitCode, string Output, string Error) Run((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(RepositoryFolder.Path, "iv2"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash could not be started.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
