using System.CommandLine;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using InternVideo2.Language;
using InternVideo2.Stage3;
using InternVideo2.Video;

namespace InternVideo2.Cli;

/// <summary>The chat model and the clips that a test asks about: their options on the command line, what they open, and where the answers go.</summary>
internal sealed class TestedChat
{
    private readonly ChatChoice _choice = new();
    private readonly Option<string> _model = new("--model") { Description = "the folder of a chat model: model.safetensors and the tokenizer's files", Required = true };
    private readonly Option<string?> _clips = new("--clips") { Description = "the clip list (JSON or JSONL)" };
    private readonly Option<string?> _folder = new("--media") { Description = "the list's media folder; default: its own" };
    private readonly Option<string?> _shapes = new("--shapes") { Description = $"in place of a list: drawn moving shapes of the part {string.Join(", ", Enum.GetValues<ShapesSplit>().Select(split => split.Name()))}" };
    private readonly Option<int> _count = new("--count") { Description = "so many drawn clips", DefaultValueFactory = _ => 100 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "of the drawn clips" };
    private readonly Option<double> _twoMotions = new("--two-motions") { Description = "share of drawn clips with two motions, 0 … 1" };
    private readonly Option<int> _every = new("--every") { Description = "of drawn clips every n-th frame from the first on; 0: the middles of equal parts", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _maxTokens = new("--max-tokens") { Description = "tokens of an answer at most", DefaultValueFactory = _ => 32 };
    private readonly Option<int> _batch = new("--batch") { Description = "clips asked about at a time", DefaultValueFactory = _ => 16 };
    private readonly Option<string?> _csv = new("--csv") { Description = "file for every answer" };
    private readonly Option<string?> _json = new("--json") { Description = "file for the figures and answers" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _clips, _folder, _shapes, _count, _seed, _twoMotions, _every, _maxTokens, _batch, _csv, _json }) command.Add(option);
        _choice.AddTo(command);
    }

    /// <summary>Asks, prints the report and writes the answers.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="ask">The questions about the clips.</param>
    /// <param name="options">How they are put.</param>
    /// <param name="cancellation">Ends the test.</param>
    public void Run(ParseResult call, Func<Corpus, ChatSet> ask, ChatTestOptions options, CancellationToken cancellation)
    {
        var output = call.InvocationConfiguration.Output;
        using var chat = _choice.Open(call, call.GetRequiredValue(_model));
        using var examinee = new VideoChat(chat.Model, chat.Tokenizers, VideoChatOptions.Of(chat.Description.Instruction) with
        {
            Generation = GenerationOptions.Greedy with { MaxNewTokens = call.GetValue(_maxTokens) },
        });
        var (corpus, loaders) = Media(call, examinee);
        using var owner = loaders;
        var report = ChatTest.Run(examinee, ask(corpus), options with { Batch = call.GetValue(_batch) }, new EvaluationLines(output), cancellation);
        output.WriteLine(report);
        var answers = report.Answers.Select(answer => new TestAnswer($"{answer.Id}: {answer.Item.Question}", answer.Item.Answers[0], answer.Text, answer.F1));
        TestAnswer.Save($"{report}", answers, call.GetValue(_csv), call.GetValue(_json));
    }

    private (Corpus Corpus, IDisposable Loaders) Media(ParseResult call, VideoChat chat)
    {
        var (frames, size) = (chat.Frames, chat.Model.Options.Vision.ImageSize);
        return (call.GetValue(_clips), call.GetValue(_shapes)) switch
        {
            ({ } list, null) => Listed(list, call.GetValue(_folder), new SpannedClipsOptions { Frames = frames, Transform = new CentreTransform { Size = size } }),
            (null, { } part) => Drawn(call, part, frames, size),
            _ => throw new ArgumentException("Name a clip list with --clips, or a part of the moving shapes with --shapes."),
        };
    }

    private static (Corpus, IDisposable) Listed(string list, string? folder, SpannedClipsOptions reading)
    {
        var loader = new SpannedClips(reading);
        return (new Corpus
        {
            Name = Path.GetFileNameWithoutExtension(list),
            Media = reading.Frames == 1 ? MediaType.Image : MediaType.Video,
            Clips = ClipManifest.Read(list, folder, numberRepeats: true),
            Frames = loader,
        }, loader);
    }

    private (Corpus, IDisposable) Drawn(ParseResult call, string part, int frames, int size)
    {
        var split = ShapesSplitNames.Parse(part) ?? throw new ArgumentException($"There is no part '{part}' of the moving shapes.");
        var shapes = new ShapesMedia(new ShapesMediaOptions
        {
            Size = size,
            Seed = call.GetValue(_seed),
            TwoMotions = call.GetValue(_twoMotions),
            Speech = false,
            Sampler = call.GetValue(_every) is > 0 and var every ? new DenseSampler { Frames = frames, Rate = every, View = 0 } : new IntervalSampler { Frames = frames },
        });
        return (shapes.Video(split, call.GetValue(_count)), shapes);
    }
}
