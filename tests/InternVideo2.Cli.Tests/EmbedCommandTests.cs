using InternVideo2.Features;
using InternVideo2.Tests;
using TorchSharp;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a checkpoint written from the command line can be asked for features of files; wrong calls are explained and write nothing.</summary>
public sealed class EmbedCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Random_weights_are_written_and_embed_clips()
    {
        var model = folder.File("tiny.safetensors");
        var features = folder.File("features.safetensors");
        var written = await Call.RunAsync("write-random", "--model", "Tiny", "--out", model);
        Assert.Equal(0, written.Code);
        Assert.Contains("1.4 M weights in fp32", written.Output);

        var call = await Call.RunAsync("embed", Clip("h264_cfr.mp4"), Clip("truncated_no_moov.mp4"), Clip("rot90.mp4"), "--model", model, "--out", features, "--max-broken", "1", "--unit");

        Assert.Equal("", call.Error);
        Assert.Equal(0, call.Code);
        Assert.Contains("2 clips, 1 not read; features [2, 128]", call.Output);
        using var set = FeatureSet.Read(features);
        Assert.Equal([Clip("h264_cfr.mp4"), Clip("rot90.mp4")], set.Ids);
        Assert.Equal(Clip("truncated_no_moov.mp4"), Assert.Single(set.Manifest!.Failed).Id);
        Assert.StartsWith("sha256:", set.Manifest.Weights);
        Assert.Equal(1, set.Rows[0].norm().ToSingle(), 1e-5);

        var untrained = await Call.RunAsync("embed", Clip("h264_cfr.mp4"), "--model", "tiny", "--out", folder.File("untrained.safetensors"), "--unit");
        Assert.Contains("untrained", untrained.Output);
        using var same = FeatureSet.Read(folder.File("untrained.safetensors"));
        Assert.Equal(1, same.Rows[0].dot(set.Rows[0]).ToSingle(), 1e-5);
    }

    [Theory]
    [InlineData("Nothing to embed", "--model", "tiny")]
    [InlineData("There is no file or folder 'nowhere.mp4'", "nowhere.mp4", "--model", "tiny")]
    [InlineData("nowhere.safetensors", "CLIP", "--model", "nowhere.safetensors")]
    [InlineData("EmbedOptions.Layer is 6; allowed: 0 … 5", "CLIP", "--model", "tiny", "--layer", "6", "--pooling", "ClassToken")]
    [InlineData("Clip 'TEXT'", "TEXT", "--model", "tiny")]
    [InlineData("named 2 times", "CLIP", "CLIP", "--model", "tiny")]
    public async Task Wrong_calls_get_one_clear_error(string expected, params string[] arguments)
    {
        var path = folder.File("features.safetensors");
        string Named(string text) => text.Replace("CLIP", Clip("h264_cfr.mp4")).Replace("TEXT", Clip("text_not_video.mp4"));
        var call = await Call.RunAsync(["embed", .. arguments.Select(Named), "--out", path]);
        Assert.Equal(1, call.Code);
        Assert.Contains(Named(expected), call.Error);
        Assert.DoesNotContain("   at ", call.Error);
        Assert.False(File.Exists(path));
    }

    private static string Clip(string name) => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge", name);
}
