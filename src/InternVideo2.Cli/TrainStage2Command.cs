using System.CommandLine;
using InternVideo2.Audio;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Stage2;
using InternVideo2.Teachers;
using InternVideo2.Text;
using InternVideo2.Video;

namespace InternVideo2.Cli;

/// <summary>
/// <c>iv2 train stage2</c>: aligns video, sound and text in two phases, on corpora of files or on moving shapes that are drawn on the fly, and goes on where an
/// earlier call stopped.
/// </summary>
internal static class TrainStage2Command
{
    private const string Masked = "masked";
    private const string Unmasked = "unmasked";
    private const string Both = "both";

    private static readonly Stage2Options[] Presets = [Stage2Options.Shapes, Stage2Options.Tiny, Stage2Options.Giant1B, Stage2Options.Giant6B];

    public static Command Create()
    {
        var preset = new Option<string>("--preset") { Description = "sizes and recipe", DefaultValueFactory = _ => Stage2Options.Shapes.Name };
        preset.AcceptOnlyFromAmong([.. Presets.Select(p => p.Name)]);
        var folder = new Option<string>("--out") { Description = "folder of the run: states, vocabulary, model; a run that is there is continued", Required = true };
        var corpora = new Option<string?>("--corpora") { Description = "corpora file (data/README.md); default: moving shapes, drawn on the fly" };
        var shapes = new Option<int>("--shapes") { Description = "moving shapes of each media type", DefaultValueFactory = _ => 1000 };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "WordPiece vocabulary, a token a line; default: made from the captions" };
        var weights = new Option<string?>("--from") { Description = "checkpoint to begin with" };
        var sight = new Option<string?>("--sight") { Description = "safetensors file of a vision encoder to begin with" };
        var hearing = new Option<string?>("--hearing") { Description = "safetensors file of an audio encoder to begin with; it is frozen in the first phase" };
        var phase = new Option<string>("--phase") { Description = "masked, unmasked, or one after the other", DefaultValueFactory = _ => Both };
        phase.AcceptOnlyFromAmong(Masked, Unmasked, Both);
        var epochs = new Option<int?>("--epochs") { Description = "whole passes over the data in each phase; default: the preset's length" };
        var batch = new Option<int?>("--batch") { Description = "samples in one step" };
        var seed = new Option<ulong?>("--seed") { Description = "of every draw" };
        var betas = Enumerable.Range(1, 3).Zip(["contrast", "matching", "guessing words"], (n, of) => new Option<double?>($"--beta{n}") { Description = $"weight of {of}" }).ToArray();
        var pairs = new Option<MediaPairs?>("--pairs") { Description = $"what is aligned, separated by commas: {string.Join(", ", MediaPairsTerms.Each)}; default: the preset's" };
        var cache = new Option<bool>("--cache") { Description = "keep in the folder what frozen encoders say, for later runs too; each clip is then cropped once and for all" };
        var steps = new Option<long?>("--steps") { Description = "stop after so many steps of this call" };
        var device = new DeviceChoice();
        var command = new Command("stage2", "align video, sound and text")
        {
            preset, folder, corpora, shapes, vocabulary, weights, sight, hearing, phase, epochs, batch, seed, betas[0], betas[1], betas[2], pairs, cache, steps,
        };
        device.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var where = device.Of(call);
            var options = Vary(Presets.Single(p => p.Name == call.GetValue(preset)), call.GetValue(epochs), call.GetValue(batch), call.GetValue(seed), [.. betas.Select(call.GetValue)]);
            options = options with { Sight = Weights(call.GetValue(sight)) ?? options.Sight, Hearing = Weights(call.GetValue(hearing)) ?? options.Hearing };
            options = options with { Losses = options.Losses with { Pairs = call.GetValue(pairs) ?? options.Losses.Pairs } };
            var run = call.GetRequiredValue(folder);
            using var source = call.GetValue(corpora) is { } file ? OfFiles(file, options) : OfShapes(call.GetValue(shapes), options);
            Directory.CreateDirectory(run);
            using var training = new Stage2Training(options, source, Words(run, call.GetValue(vocabulary), source), run, call.GetValue(cache), where, call.InvocationConfiguration.Output);
            training.Run(Phases(call.GetValue(phase)!, options), call.GetValue(weights), call.GetValue(steps), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static TeacherWeights? Weights(string? path) => path is null ? null : TeacherWeights.Of(path);

    // The preset's own phase is the first one.
    private static AlignmentPhase[] Phases(string phase, Stage2Options options) => phase switch
    {
        Masked => [options.Phase],
        Unmasked => [AlignmentPhase.Unmasked],
        _ => [options.Phase, AlignmentPhase.Unmasked],
    };

    private static Stage2Options Vary(Stage2Options chosen, int? epochs, int? batch, ulong? seed, double?[] betas)
    {
        var (training, losses) = (chosen.Training, chosen.Losses);
        return chosen with
        {
            Losses = losses with { Beta1 = betas[0] ?? losses.Beta1, Beta2 = betas[1] ?? losses.Beta2, Beta3 = betas[2] ?? losses.Beta3 },
            Training = training with
            {
                Epochs = epochs ?? training.Epochs,
                // Passes that are asked for are whole ones.
                StepsPerEpoch = epochs is null ? training.StepsPerEpoch : null,
                WarmupEpochs = training.WarmupEpochs / training.Epochs * (epochs ?? training.Epochs),
                BatchSize = batch ?? training.BatchSize,
                Seed = seed ?? training.Seed,
            },
        };
    }

    private static Stage2Source OfFiles(string file, Stage2Options options)
    {
        var reading = new CorpusReading
        {
            Sampler = new IntervalSampler { Frames = options.Vision.Frames, Random = true },
            Transform = new AlignmentTransform { Size = options.Vision.ImageSize },
            ShortSide = options.Vision.ImageSize * 5 / 4,
            CacheBytes = 1L << 30,
            Sound = new LogMelOptions { Crop = SoundCrop.Random },
        };
        var opened = new OpenCorpora(CorporaFile.Read(file), reading);
        return new Stage2Source(opened.Corpora, reading.Sound, Repeats: false, opened);
    }

    private static Stage2Source OfShapes(int clips, Stage2Options options)
    {
        var media = new ShapesMedia(new ShapesMediaOptions { Size = options.Vision.ImageSize, Sampler = new IntervalSampler { Frames = options.Vision.Frames } });
        Corpus[] all = [media.Image(ShapesSplit.Train, clips), media.Video(ShapesSplit.Train, clips), media.Audio(ShapesSplit.Train, clips), media.AudioVideo(ShapesSplit.Train, clips)];
        return new Stage2Source([.. all.Where(corpus => options.Losses.ActiveTerms(corpus.Media).Count > 0)], media.Options.Sound, Repeats: true, media);
    }

    private static WordPieceTokenizer Words(string folder, string? given, Stage2Source source)
    {
        var path = Path.Combine(folder, "vocabulary.txt");
        if (!File.Exists(path))
        {
            var tokenizer = given is null ? WordPieceTokenizer.Of(WordPieceVocabulary.Of(source.Corpora.SelectMany(corpus => corpus.Texts))) : WordPieceTokenizer.Load(given);
            tokenizer.Save(path);
        }

        return WordPieceTokenizer.Load(path);
    }
}

/// <summary>What is trained on.</summary>
/// <param name="Corpora">The corpora.</param>
/// <param name="Sound">The features of their sounds.</param>
/// <param name="Repeats">Whether a clip is the same in every epoch.</param>
/// <param name="Owner">Owns what reads them.</param>
internal sealed record Stage2Source(IReadOnlyList<Corpus> Corpora, LogMelOptions Sound, bool Repeats, IDisposable Owner) : IDisposable
{
    public void Dispose() => Owner.Dispose();
}
