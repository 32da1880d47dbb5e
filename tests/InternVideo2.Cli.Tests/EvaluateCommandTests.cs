using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Stage2;
using InternVideo2.Tests;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Cli.Tests;

/// <summary>Promise: a model of stage 2 is tested from the command line, every result with its protocol and in files; wrong calls are explained.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluateCommandTests()
    {
        var tokenizer = WordPieceTokenizer.Of([.. WordPieceVocabulary.Of(["a red star moves left quickly on a striped background"])]);
        var options = Stage2Options.Shapes with
        {
            Vision = Stage2Options.Shapes.Vision with { Width = 32, Depth = 1, PooledWidth = 32, Heads = 2, PoolHeads = 2, Frames = 2, TubeletSize = 1 },
            Text = new TextEncoderOptions { Width = 32, Depth = 2, FusionLayer = 1, Heads = 2, HiddenWidth = 64, MaxPositions = 40 },
            Audio = null,
            FusionWidth = null,
            Losses = Stage2Options.Shapes.Losses with { Pairs = MediaPairs.VideoText },
        };
        using var model = options.For(tokenizer).CreateModel();
        PretrainedAlignment.Save(Model, model, tokenizer);
    }

    private string Model => folder.File("model.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Retrieval_and_matching_on_drawn_clips()
    {
        var call = await Call.RunAsync(
            "evaluate", "retrieval", "--model", Model, "--shapes", "test", "--count", "8", "--candidates", "3", "--json", folder.File("r.json"), "--csv", folder.File("r.csv"));
        Assert.Equal(("", 0), (call.Error, call.Code));
        Assert.Contains("pairs ", call.Output);
        Assert.Contains("shapes-video-test: 8 videos × 8 texts, one text per medium; 2 frames; texts of at most 32 tokens", call.Output);
        Assert.Contains("match t2v", call.Output.Replace("  ", " "));
        Assert.Equal(7, File.ReadAllLines(folder.File("r.csv")).Length);
        Assert.Contains("\"r_mean\"", File.ReadAllText(folder.File("r.json")));

        var matching = await Call.RunAsync("evaluate", "matching", "--model", Model, "--shapes", "test", "--count", "8");
        Assert.Equal(("", 0), (matching.Error, matching.Code));
        Assert.Contains("hardest text refused", matching.Output);
    }

    [Fact]
    public async Task Classes_by_name_and_multiple_choice()
    {
        var zero = await Call.RunAsync(
            "evaluate", "zero-shot", "--model", Model, "--shapes", "independent", "--count", "6", "--label", "motion", "--template", "an object that {}", "--csv", folder.File("z.csv"));
        Assert.Equal(("", 0), (zero.Error, zero.Code));
        Assert.Contains("classes of 1 prompt; 2 frames", zero.Output);
        Assert.Equal(7, File.ReadAllLines(folder.File("z.csv")).Length);

        var list = folder.File("clips.jsonl");
        await File.WriteAllLinesAsync(list, ["""{"video":"h264_cfr.mp4","options":["a star","a ring"],"answer":"a ring"}""", """{"video":"rot90.mp4","options":["left","right","up"],"answer":0}"""]);
        var choice = await Call.RunAsync("evaluate", "multiple-choice", "--model", Model, "--clips", list, "--media", Clips, "--json", folder.File("m.json"));
        Assert.Equal(("", 0), (choice.Error, choice.Code));
        Assert.Contains("questions of 2–3 options", choice.Output);
        Assert.Contains("a ring", File.ReadAllText(folder.File("m.json")));
    }

    [Theory]
    [InlineData("Name a clip list with --clips", "retrieval")]
    [InlineData("There is no part 'nowhere'", "retrieval", "--shapes", "nowhere")]
    [InlineData("hears nothing", "retrieval", "--shapes", "test", "--count", "2", "--type", "Audio")]
    [InlineData("has no label: there is no factor or column 'taste'", "zero-shot", "--shapes", "test", "--count", "2", "--label", "taste")]
    [InlineData("has no question: it needs the columns 'options'", "multiple-choice", "--shapes", "test", "--count", "2")]
    [InlineData("--preset tiny needs --vocabulary", "matching", "--shapes", "test", "--preset", "tiny")]
    public async Task Wrong_calls_get_one_clear_error(string expected, params string[] arguments)
    {
        var call = await Call.RunAsync(["evaluate", .. arguments, "--model", Model]);
        Assert.Equal(1, call.Code);
        Assert.Contains(expected, call.Error);
        Assert.DoesNotContain("   at ", call.Error);
    }

    private static string Clips => Path.Combine(RepositoryFolder.Path, "tests", "data", "clips", "edge");
}
