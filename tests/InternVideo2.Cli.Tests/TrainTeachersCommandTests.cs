using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: one call leaves both teachers in files and tells what they know; a second one trains nothing.</summary>
[Trait("Category", "Slow")]
public sealed class TrainTeachersCommandTests
{
    [Fact]
    public async Task Two_files_and_what_they_know()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train-teachers", "--out", folder.Path, "--clips", "64", "--spatial-epochs", "1", "--motion-epochs", "1", "--label-epochs", "1", "--probe", "0"];

        var first = await Call.RunAsync(arguments);
        var written = Directory.GetFiles(folder.Path).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var second = await Call.RunAsync(arguments);

        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal((0, ""), (second.Code, second.Error));
        Assert.Equal(["motion.safetensors", "motion.videomae.safetensors", "spatial.safetensors"], written.Keys.Select(Path.GetFileName).Order());
        Assert.Equal(written, Directory.GetFiles(folder.Path).ToDictionary(path => path, File.GetLastWriteTimeUtc));
    }
}
