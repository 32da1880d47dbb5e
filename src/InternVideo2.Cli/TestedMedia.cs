using System.CommandLine;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage2;
using InternVideo2.Text;
using InternVideo2.Video;
using TorchSharp;

namespace InternVideo2.Cli;

/// <summary>The model and the media that every test of stage 2 is about: their options on the command line, and what they open.</summary>
internal sealed class TestedMedia
{
    private static readonly Stage2Options[] Presets = [Stage2Options.Tiny, Stage2Options.Shapes, Stage2Options.Giant1B, Stage2Options.Giant6B];

    private readonly Option<string> _model = new("--model") { Description = "a safetensors file of a model of stage 2", Required = true };
    private readonly Option<string?> _preset = new("--preset") { Description = "how the file's model is built, when the file does not say; with --vocabulary" };
    private readonly Option<string?> _vocabulary = new("--vocabulary") { Description = "the tokens of the file's model, one per line (vocab.txt), when the file does not say" };
    private readonly Option<string?> _clips = new("--clips") { Description = "the clip list (JSON or JSONL)" };
    private readonly Option<string?> _folder = new("--media") { Description = "the list's media folder; default: its own" };
    private readonly Option<string?> _shapes = new("--shapes") { Description = $"in place of a list: drawn moving shapes of the part {string.Join(", ", Enum.GetValues<ShapesSplit>().Select(split => split.Name()))}" };
    private readonly Option<int> _count = new("--count") { Description = "so many drawn clips", DefaultValueFactory = _ => 256 };
    private readonly Option<MediaType> _type = new("--type") { Description = "Image, Video, Audio or AudioVideo: what is seen and heard of the clips", DefaultValueFactory = _ => MediaType.Video };
    private readonly Option<int?> _frames = new("--frames") { Description = "frames of a clip; the model's tables of positions are stretched for them; default: the model's" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "tokens at which texts are cut; default: the model's" };

    private readonly DeviceChoice _device = new();
    private readonly Option<int> _batch = new("--batch") { Description = "media encoded at a time", DefaultValueFactory = _ => 16 };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _preset.AcceptOnlyFromAmong([.. Presets.Select(preset => preset.Name)]);
        foreach (var option in new Option[] { _model, _preset, _vocabulary, _clips, _folder, _shapes, _count, _type, _frames, _maxTokens, _batch }) command.Add(option);
        _device.AddTo(command);
    }

    /// <summary>The model; owned by the caller.</summary>
    public PretrainedAlignment Model(ParseResult call)
    {
        var device = _device.Of(call);
        var opened = Open(call);
        opened.Model.to(device);
        return opened;
    }

    /// <summary>The media as the model sees them; the owner of their loaders goes with them.</summary>
    public (Corpus Corpus, IDisposable Loaders) Media(ParseResult call, AlignmentDescription model)
    {
        var type = call.GetValue(_type);
        if (type is MediaType.Audio or MediaType.AudioVideo && model.Model.Audio is null)
            throw new ArgumentException($"The model hears nothing, so it cannot be tested with --type {type}. Choose Video or Image, or another model.");
        if (type == MediaType.AudioVideo && !model.Model.AudioVideoVector)
            throw new ArgumentException($"The model has no vector for sound and frames together, so it cannot be tested with --type {type}. Choose Video or Audio.");
        return (call.GetValue(_clips), call.GetValue(_shapes)) switch
        {
            ({ } list, null) => Listed(list, call.GetValue(_folder), type, model),
            (null, { } part) => Drawn(part, call.GetValue(_count), type, model),
            _ => throw new ArgumentException("Name a clip list with --clips, or a part of the moving shapes with --shapes."),
        };
    }

    /// <summary>Tokens at which texts are cut.</summary>
    public int MaxTokens(ParseResult call, AlignmentDescription model) => call.GetValue(_maxTokens) ?? model.MaxTokens;

    /// <summary>Media encoded at a time.</summary>
    public int Batch(ParseResult call) => call.GetValue(_batch);

    private static (Corpus, IDisposable) Listed(string list, string? folder, MediaType type, AlignmentDescription model)
    {
        var vision = model.Model.Vision.Encoder;
        var corpora = new OpenCorpora(
            [new CorpusEntry { Name = Path.GetFileName(list), AnnoPath = list, DataRoot = folder ?? Path.GetDirectoryName(Path.GetFullPath(list))!, MediaType = type, JumpFilter = true }],
            new CorpusReading
            {
                Sampler = new IntervalSampler { Frames = vision.Frames },
                Transform = new WholePictureTransform { Size = vision.ImageSize },
                Sound = (model.Sound ?? new()) with { Crop = Audio.SoundCrop.First },
            });
        return (corpora.Corpora[0], corpora);
    }

    private static (Corpus, IDisposable) Drawn(string part, int count, MediaType type, AlignmentDescription model)
    {
        var split = ShapesSplitNames.Parse(part) ?? throw new ArgumentException($"There is no part '{part}' of the moving shapes.");
        var vision = model.Model.Vision.Encoder;
        var usual = new ShapesMediaOptions();
        var shapes = new ShapesMedia(usual with
        {
            Size = vision.ImageSize,
            Sampler = new IntervalSampler { Frames = vision.Frames },
            Sound = model.Sound ?? usual.Sound,
        });
        return (type switch
        {
            MediaType.Image => shapes.Image(split, count),
            MediaType.Audio => shapes.Audio(split, count),
            MediaType.AudioVideo => shapes.AudioVideo(split, count),
            _ => shapes.Video(split, count),
        }, shapes);
    }

    private PretrainedAlignment Open(ParseResult call)
    {
        var path = call.GetRequiredValue(_model);
        if (call.GetValue(_preset) is not { } name) return PretrainedAlignment.Open(path, frames: call.GetValue(_frames));
        var vocabulary = call.GetValue(_vocabulary) ?? throw new ArgumentException($"--preset {name} needs --vocabulary, the file of the model's tokens.");
        return PretrainedAlignment.Open(
            path, AlignmentDescription.Of(Presets.Single(preset => preset.Name == name), WordPieceTokenizer.Load(vocabulary)), call.GetValue(_frames));
    }
}
