using System.Text.Json.Nodes;
using InternVideo2.Kernel.Install;

namespace InternVideo2.Kernel.Tests.Install;

/// <summary>The kernelspec says how to start the kernel.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_written_where_jupyter_looks()
    {
        var library = _folder.File("library.dll", "");
        var folder = KernelSpec.Install(InstallOptions.Parse(
            ["--prefix", _folder.Path, "--name", "test-cs", "--display-name", "C# test", "--preload", library, "--import", "A.B", "--import-static", "A.C", "--env", "X=1=2"]));
        Assert.Equal(Path.Combine(_folder.Path, "share", "jupyter", "kernels", "test-cs"), folder);
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Equal("C#", (string?)spec["language"]);
        Assert.Equal("C# test", (string?)spec["display_name"]);
        Assert.Equal("message", (string?)spec["interrupt_mode"]);
        Assert.Equal("1=2", (string?)spec["env"]!["X"]);
        var argv = spec["argv"]!.AsArray().Select(argument => (string)argument!).ToArray();
        Assert.True(Path.IsPathFullyQualified(argv[0]) && File.Exists(argv[0]));
        Assert.EndsWith("InternVideo2.Kernel.dll", argv[1]);
        Assert.Equal(["{connection_file}", "--preload", library, "--import", "A.B", "--import-static", "A.C"], argv[2..]);
    }

    [Theory]
    [InlineData("--name", "with space")]
    [InlineData("--name", "")]
    [InlineData("--display-name", "")]
    [InlineData("--preload", "missing.dll")]
    [InlineData("--env", "novalue")]
    [InlineData("--what", "x")]
    [InlineData("--name")]
    public void Wrong_options_are_refused(params string[] arguments) => Assert.Throws<ArgumentException>(() => InstallOptions.Parse(arguments));

    [Fact]
    public void The_kernel_understands_the_arguments_of_its_spec()
    {
        var arguments = KernelArguments.Parse(["connection.json", "--preload", "a.dll", "--import", "N", "--import-static", "T"]);
        Assert.Equal("connection.json", arguments.ConnectionFile);
        Assert.Equal(["a.dll"], arguments.Engine.Preload);
        Assert.Equal(["N", "T"], arguments.Engine.Imports);
    }

    [Theory]
    [InlineData]
    [InlineData("a.json", "b.json")]
    [InlineData("a.json", "--nonsense")]
    [InlineData("a.json", "--preload")]
    public void Wrong_command_lines_are_refused(params string[] arguments) => Assert.Throws<ArgumentException>(() => KernelArguments.Parse(arguments));
}
