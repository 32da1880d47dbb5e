using InternVideo2.Checkpoints;
using InternVideo2.Tests;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a language model is trained from the command line, on told clips or on a file of texts, goes on where it stopped, and can be opened.</summary>
public sealed class TrainLanguageCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_stopped_run_goes_on()
    {
        var model = folder.File("model");
        var first = await Call.RunAsync("train", "language", "--out", model, "--clips", "12", "--batch", "4", "--steps", "1");
        Assert.Equal(("", 0), (first.Error, first.Code));
        Assert.Contains("step 1 of 3", first.Output);
        var second = await Call.RunAsync("train", "language", "--out", model, "--clips", "12", "--batch", "4");
        Assert.Contains("going on from step 1", second.Output);
        Assert.Contains("step 3 of 3", second.Output);
        Assert.Contains("perplexity", second.Output);
        using var opened = PretrainedLanguageModel.Open(model);
        Assert.Equal(512, opened.Model.Options.MaxPositions);
    }

    [Fact]
    public async Task A_file_of_texts_is_learned_from()
    {
        var texts = folder.File("texts.txt");
        await File.WriteAllLinesAsync(texts, Enumerable.Range(0, 30).Select(i => $"The {(i % 2 == 0 ? "cat" : "dog")} number {i} sits on the mat."));
        var call = await Call.RunAsync("train", "language", "--out", folder.File("own"), "--texts", texts, "--batch", "4", "--steps", "2");
        Assert.Equal(("", 0), (call.Error, call.Code));
        Assert.Contains("29 texts", call.Output);
        // Of few texts the last one is asked about, and not learned from.
        await File.WriteAllLinesAsync(texts, Enumerable.Range(0, 5).Select(i => $"The cat number {i} sits on the mat."));
        var five = await Call.RunAsync("train", "language", "--out", folder.File("five"), "--texts", texts, "--batch", "1", "--steps", "1");
        Assert.Equal(("", 0), (five.Error, five.Code));
        Assert.Contains("4 texts", five.Output);
        await File.WriteAllTextAsync(texts, "one\n");
        var few = await Call.RunAsync("train", "language", "--out", folder.File("few"), "--texts", texts);
        Assert.Equal(1, few.Code);
        Assert.Contains("has 1 texts", few.Error);
    }

    [Fact]
    public async Task A_text_that_cannot_be_asked_about_is_refused_before_the_training()
    {
        var (texts, model) = (folder.File("texts.txt"), folder.File("model"));
        var lines = Enumerable.Range(0, 40).Select(i => $"The cat number {i} sits on the mat.").ToArray();
        lines[19] = "The long one: " + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919}"));
        await File.WriteAllLinesAsync(texts, lines);

        var call = await Call.RunAsync("train", "language", "--out", model, "--texts", texts, "--batch", "4");

        Assert.Equal(1, call.Code);
        Assert.Contains("'The long one: 0", call.Error);
        Assert.False(Directory.Exists(Path.Combine(model, "state")));
    }
}
