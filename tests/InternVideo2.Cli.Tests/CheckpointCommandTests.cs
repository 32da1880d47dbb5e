using InternVideo2.Checkpoints;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a PyTorch file can be looked into and converted from the command line; a malicious one is refused and named.</summary>
public sealed class CheckpointCommandTests
{
    private static string Real => Path.Combine(RepositoryFolder.Path, "tests", "data", "checkpoints", "training-zip.pth");

    [Fact]
    public async Task Inspect_shows_tensors_and_what_lies_beside_them()
    {
        var call = await Call.RunAsync("inspect", Real);

        Assert.Equal(0, call.Code);
        Assert.Contains("  transposed  F32 [6, 4]", call.Output);
        Assert.Contains("optimizer (a dictionary)", call.Output);
    }

    [Fact]
    public async Task Convert_writes_safetensors()
    {
        using var folder = new TemporaryFolder();
        var call = await Call.RunAsync("convert", Real, folder.File("out.safetensors"), "--type", "F16");

        Assert.Equal(0, call.Code);
        using var file = SafetensorsFile.Open(folder.File("out.safetensors"));
        Assert.Equal(SafetensorsDtype.F16, file.Entries["plain"].Dtype);
    }

    [Fact]
    public async Task A_malicious_file_is_refused_and_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("bad.pth"), [0x80, 2, .. "cos\nsystem\n(U\x02idtR."u8]);
        var call = await Call.RunAsync("convert", folder.File("bad.pth"), folder.File("out.safetensors"));

        Assert.Equal(1, call.Code);
        Assert.Contains("'os.system'", call.Error);
        Assert.False(File.Exists(folder.File("out.safetensors")));
    }
}
