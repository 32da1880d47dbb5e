using System.CommandLine;
using InternVideo2.Checkpoints;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Text;
using InternVideo2.Training;
using InternVideo2.Video;

namespace InternVideo2.Cli;

/// <summary>
/// <c>iv2 train stage3</c>: teaches a language model to talk about clips, in three sub-stages, on corpora of files or on moving shapes that are drawn on the fly,
/// and goes on where an earlier call stopped.
/// </summary>
internal static class TrainStage3Command
{
    private const string Data = "shapes";

    public static readonly Stage3Options[] Presets =
        [Stage3Options.Shapes, Stage3Options.Tiny, Stage3Options.VideoChat2Vicuna, Stage3Options.VideoChat2Mistral, Stage3Options.VideoChat2Phi, Stage3Options.InternVideo2Chat8B];

    public static Command Create()
    {
        var preset = new Option<string>("--preset") { Description = "sizes and recipe", DefaultValueFactory = _ => Stage3Options.Shapes.Name };
        preset.AcceptOnlyFromAmong([.. Presets.Select(p => p.Name)]);
        var folder = new Option<string>("--out") { Description = "folder of the run: states, checkpoints of the sub-stages, the model to chat with; a run that is there is continued", Required = true };
        var language = new Option<string>("--language") { Description = "folder of the language model and its tokenizer, such as one of ./iv2 train language", Required = true };
        var data = new Option<string>("--data") { Description = $"'{Data}' (moving shapes, drawn on the fly), or a corpora file with captions and conversations (data/README.md)", DefaultValueFactory = _ => Data };
        var shapes = new Option<int>("--shapes") { Description = "moving shapes of each kind", DefaultValueFactory = _ => 1000 };
        var sight = new Option<string?>("--sight") { Description = "checkpoint of a vision encoder of stage 1 or 2 to begin with" };
        var sightFrames = new Option<int?>("--sight-frames") { Description = "frames of the clips that --sight was trained on, where the preset begins with others: 8 in official files of stage 1, 4 in those of stage 2" };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "WordPiece vocabulary of the Q-Former, a token a line; default: made from the texts" };
        var phase = new Option<string>("--phase") { Description = "alignment (3.1), connection (3.2), instruction (3.3), or all, one after the other", DefaultValueFactory = _ => "all" };
        phase.AcceptOnlyFromAmong([.. Enum.GetNames<SubStage>().Select(name => name.ToLowerInvariant()), "all"]);
        var rank = new Option<int?>("--rank") { Description = "rank of the adapters" };
        var epochs = new Option<int?>("--epochs") { Description = "whole passes over the data in each sub-stage; default: the preset's length" };
        var batch = new Option<int?>("--batch") { Description = "samples in one step" };
        var seed = new Option<ulong?>("--seed") { Description = "of every draw" };
        var steps = new Option<long?>("--steps") { Description = "stop after so many steps of this call" };
        var device = new DeviceChoice();
        var command = new Command("stage3", "teach a language model to talk about clips")
        {
            preset, folder, language, data, shapes, sight, sightFrames, vocabulary, phase, rank, epochs, batch, seed, steps,
        };
        device.AddTo(command);
        command.SetAction((call, cancellation) =>
        {
            var where = device.Of(call);
            var spoken = call.GetRequiredValue(language);
            var speaker = LanguageConfig.Read(Path.Combine(spoken, LanguageConfig.FileName));
            var chosen = Presets.Single(p => p.Name == call.GetValue(preset));
            TrainerOptions Vary(TrainerOptions training) => training with
            {
                Epochs = call.GetValue(epochs) ?? training.Epochs,
                // Passes that are asked for are whole ones.
                StepsPerEpoch = call.GetValue(epochs) is null ? training.StepsPerEpoch : null,
                WarmupEpochs = training.WarmupEpochs / training.Epochs * (call.GetValue(epochs) ?? training.Epochs),
                BatchSize = call.GetValue(batch) ?? training.BatchSize,
                Seed = call.GetValue(seed) ?? training.Seed,
            };
            var options = chosen with
            {
                Language = speaker.Model,
                Adapter = call.GetValue(rank) is { } wanted ? (chosen.Adapter ?? new LowRankOptions()) with { Rank = wanted, Alpha = 2 * wanted } : chosen.Adapter,
                AlignmentTraining = Vary(chosen.AlignmentTraining),
                ConnectionTraining = Vary(chosen.ConnectionTraining),
                InstructionTraining = Vary(chosen.InstructionTraining),
            };
            var run = call.GetRequiredValue(folder);
            using var source = call.GetValue(data) is { } file && file != Data ? OfFiles(file, options) : OfShapes(call.GetValue(shapes), options);
            Directory.CreateDirectory(run);
            var tokenizers = new ChatTokenizers(TokenizerFolder.Load(spoken), Words(run, call.GetValue(vocabulary), source.All(options.Frames))) { Ends = speaker.Ends };
            var training = new Stage3Training(options, source, tokenizers, run, spoken, where, call.InvocationConfiguration.Output) { Sight = call.GetValue(sight), SightFrames = call.GetValue(sightFrames) };
            SubStage[] wantedStages = call.GetValue(phase) == "all" ? Enum.GetValues<SubStage>() : [Enum.Parse<SubStage>(call.GetValue(phase)!, ignoreCase: true)];
            training.Run(wantedStages, call.GetValue(steps), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static Stage3Source OfFiles(string file, Stage3Options options)
    {
        var size = options.Vision.ImageSize;
        var entries = CorporaFile.Read(file);
        return new Stage3Source(frames =>
        {
            var opened = new OpenCorpora(entries, new CorpusReading
            {
                Sampler = new IntervalSampler { Frames = frames, Random = true },
                Transform = new AlignmentTransform { Size = size },
                ShortSide = size * 5 / 4,
                CacheBytes = 1L << 30,
            });
            return (opened.Corpora, opened);
        });
    }

    /// <summary>Captions and conversations of clips that are drawn on the fly, in the window that <see cref="Stage3Options.Shapes"/> was made for.</summary>
    internal static Stage3Source OfShapes(int clips, Stage3Options options) => new(frames =>
    {
        var media = new ShapesMedia(ShapesMediaOptions.Dense with { Size = options.Vision.ImageSize, Sampler = ShapesMediaOptions.Dense.Sampler with { Frames = frames } });
        return ([media.Video(ShapesSplit.Train, clips), media.Conversations(ShapesSplit.Train, clips)], media);
    });

    private static WordPieceTokenizer Words(string folder, string? given, IReadOnlyList<Corpus> corpora)
    {
        var path = Path.Combine(folder, "vocabulary.txt");
        if (!File.Exists(path))
        {
            var texts = corpora.SelectMany(corpus => corpus.Texts.Concat(corpus.Questions.SelectMany(question => new[] { question.Instruction, question.Question })));
            var tokenizer = given is null ? WordPieceTokenizer.Of(WordPieceVocabulary.Of(texts)) : WordPieceTokenizer.Load(given);
            tokenizer.Save(path);
        }

        return WordPieceTokenizer.Load(path);
    }
}
