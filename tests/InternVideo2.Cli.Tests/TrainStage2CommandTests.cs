using InternVideo2.Checkpoints;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: both phases from the command line leave a model and its vocabulary, and later calls go on where the first one stopped, in either phase.</summary>
[Trait("Category", "Slow")]
public sealed class TrainStage2CommandTests
{
    [Fact]
    public async Task A_run_in_several_calls_ends_like_a_run_in_one()
    {
        using var folder = new TemporaryFolder();
        var (whole, parts, phases) = (Path.Combine(folder.Path, "whole"), Path.Combine(folder.Path, "parts"), Path.Combine(folder.Path, "phases"));

        Assert.Equal((0, ""), await TrainAsync(whole));
        foreach (var steps in (string[])["2", "3", "100"])
        {
            Assert.Equal((0, ""), await TrainAsync(parts, "--steps", steps));
        }

        foreach (var phase in (string[])["masked", "unmasked"])
        {
            Assert.Equal((0, ""), await TrainAsync(phases, "--phase", phase));
        }

        Assert.True(File.Exists(Path.Combine(parts, "vocabulary.txt")));
        Same(whole, parts);
        Same(whole, phases);

        static void Same(string left, string right)
        {
            using var expected = SafetensorsFile.Open(Path.Combine(left, "model.safetensors"));
            using var actual = SafetensorsFile.Open(Path.Combine(right, "model.safetensors"));
            Assert.Contains("temp", expected.Entries.Keys);
            Assert.Equal(expected.Entries.Keys, actual.Entries.Keys);
            Assert.All(expected.Entries.Keys, key => Assert.True(expected.Bytes(key).SequenceEqual(actual.Bytes(key)), key));
        }

        static async Task<(int, string)> TrainAsync(string run, params string[] more)
        {
            var call = await Call.RunAsync(["train", "stage2", "--out", run, "--shapes", "4", "--batch", "4", "--epochs", "1", .. more]);
            return (call.Code, call.Error);
        }
    }

    [Fact]
    public async Task Sounds_and_texts_alone_are_aligned_and_searched()
    {
        using var folder = new TemporaryFolder();

        var trained = await Call.RunAsync(
            "train", "stage2", "--out", folder.File("run"), "--shapes", "8", "--batch", "4", "--epochs", "1", "--pairs", "AudioText,VideoAudio", "--phase", "unmasked");
        var found = await Call.RunAsync(
            "evaluate", "retrieval", "--model", folder.File("run/model.safetensors"), "--type", "Audio", "--shapes", "test", "--count", "6", "--candidates", "2");

        Assert.Equal((0, "", 0, ""), (trained.Code, trained.Error, found.Code, found.Error));
        Assert.Contains("ATC", trained.Output);
        Assert.DoesNotContain("VTC", trained.Output);
        Assert.Contains("6 sounds × 6 texts", found.Output);
        Assert.Contains("match", found.Output);
    }

    [Fact]
    public async Task A_pair_that_there_is_not_is_an_error_for_the_user()
    {
        using var folder = new TemporaryFolder();

        var call = await Call.RunAsync("train", "stage2", "--out", folder.File("run"), "--pairs", "AudioText,AudioSmell");

        Assert.Equal(2, call.Code);
        Assert.Contains("AudioSmell", call.Error);
    }

    [Fact]
    public async Task A_corpora_file_that_is_wrong_is_an_error_for_the_user()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("corpora.json");
        await File.WriteAllTextAsync(file, """[{"name": "films", "anno_path": "none.json", "data_root": ".", "media_type": "video"}]""");

        var call = await Call.RunAsync(["train", "stage2", "--out", folder.File("run"), "--corpora", file]);

        Assert.Equal(1, call.Code);
        Assert.Contains("none.json", call.Error);
    }
}
