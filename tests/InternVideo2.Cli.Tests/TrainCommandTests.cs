using InternVideo2.Checkpoints;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: training from the command line leaves a student, and a second call goes on where the first one stopped.</summary>
[Trait("Category", "Slow")]
public sealed class TrainCommandTests
{
    [Fact]
    public async Task A_run_in_two_calls_ends_like_a_run_in_one()
    {
        using var folder = new TemporaryFolder();
        var whole = Path.Combine(folder.Path, "whole");
        var parts = Path.Combine(folder.Path, "parts");

        Assert.Equal(0, (await TrainAsync(whole)).Code);
        Assert.Equal(0, (await TrainAsync(parts, "--steps", "1")).Code);
        Assert.Equal(0, (await TrainAsync(parts)).Code);

        using var expected = SafetensorsFile.Open(Path.Combine(whole, "student.safetensors"));
        using var actual = SafetensorsFile.Open(Path.Combine(parts, "student.safetensors"));
        Assert.Equal(expected.Entries.Keys, actual.Entries.Keys);
        Assert.All(expected.Entries.Keys, key => Assert.True(expected.Bytes(key).SequenceEqual(actual.Bytes(key)), key));

        async Task<Call> TrainAsync(string run, params string[] more)
        {
            var list = folder.File("clips.jsonl");
            await File.WriteAllLinesAsync(list, ["""{"video":"h264_cfr.mp4"}""", """{"video":"rot90.mp4"}"""]);
            return await Call.RunAsync(["train", "stage1", "--clips", list, "--media", Clips, "--out", run, "--batch", "1", "--epochs", "1", .. more]);
        }
    }

    private static string Clips => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge");
}
