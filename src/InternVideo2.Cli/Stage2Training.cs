using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Cli;

/// <summary>The phases of stage 2, one after the other with one model, each with a state of its own in the run's folder.</summary>
internal sealed class Stage2Training : IDisposable
{
    private readonly Stage2Options _options;
    private readonly Stage2Source _source;
    private readonly WordPieceTokenizer _words;
    private readonly string _folder;
    private readonly TextWriter _output;
    private readonly FrozenOutputCache? _memory;
    private readonly int? _draws;
    private readonly AlignmentModel _model;

    public Stage2Training(Stage2Options options, Stage2Source source, WordPieceTokenizer words, string folder, bool cacheOnDisk, Device device, TextWriter output)
    {
        (_options, _source, _words, _folder, _output) = (options.For(words), source, words, folder, output);
        // Remembering is of use only for what comes again unchanged.
        _draws = source.Repeats || !cacheOnDisk ? null : 1;
        _memory = source.Repeats || cacheOnDisk ? new FrozenOutputCache(new FrozenOutputCacheOptions { Folder = cacheOnDisk ? Path.Combine(folder, "frozen") : null }) : null;
        _model = _options.CreateModel(Initializer.Seeded(_options.Training.Seed, device));
    }

    /// <summary>Trains until the phases or the steps are done, and writes the model.</summary>
    public void Run(IReadOnlyList<AlignmentPhase> phases, string? weights, long? steps, CancellationToken cancellation)
    {
        if ((weights ?? EarlierModel(phases[0])) is { } weightsFile)
        {
            using var checkpoint = Checkpoint.Open(weightsFile);
            _output.WriteLine(CheckpointLoader.Load(_model, OfficialKeys.AlignmentOf(_model), checkpoint));
        }

        foreach (var phase in phases)
        {
            if (!Train(phase, ref steps, cancellation))
            {
                break;
            }
        }

        PretrainedAlignment.Save(ModelFile, _model, _words, _options.Losses.MaxTokens, _options.Audio is null ? null : _source.Sound);
        if (_memory is not null)
        {
            _output.WriteLine($"frozen encoders: {_memory.Report}");
        }

        _output.WriteLine($"the model and its vocabulary are in {ModelFile}");
    }

    public void Dispose()
    {
        _model.Dispose();
        _memory?.Dispose();
    }

    private string ModelFile => Path.Combine(_folder, "model.safetensors");

    // The second phase by itself goes on with what the first one left in the folder; once it has a state of its own, that is what counts.
    private string? EarlierModel(AlignmentPhase first)
    {
        if (!first.FreezeVision || Directory.Exists(StatesOf(first)))
        {
            return null;
        }

        if (File.Exists(ModelFile))
        {
            return ModelFile;
        }

        _output.WriteLine("note: the vision encoder is frozen and knows nothing yet; train the masked phase first, or name a checkpoint with --from");
        return null;
    }

    private string StatesOf(AlignmentPhase phase) => Path.Combine(_folder, phase.FreezeVision ? "unmasked" : "masked");

    /// <returns>Whether the phase is complete.</returns>
    private bool Train(AlignmentPhase phase, ref long? steps, CancellationToken cancellation)
    {
        var options = _options with { Phase = phase };
        using var data = new MediaMixer(_source.Corpora, new ClipDatasetOptions { BatchSize = options.Training.BatchSize, Seed = options.Training.Seed, Draws = _draws });
        using var run = new AlignmentRun(options, data, _words, _model, new AlignmentExtras { Memory = _memory ?? (IFrozenMemory)NoFrozenMemory.Instance });
        var states = StatesOf(phase);
        if (run.Trainer.LoadIfSaved(states))
        {
            _output.WriteLine($"{phase.Name}: going on from step {run.Trainer.Step}");
        }

        foreach (var dropped in data.Dropped)
        {
            _output.WriteLine($"left out: '{dropped.Id}' {dropped.Reason}");
        }

        var before = run.Trainer.Step;
        run.Trainer.Run(steps, states, new TextProgress(_output, options.Training.LogEvery), cancellation);
        steps -= run.Trainer.Step - before;
        _output.WriteLine($"{phase.Name}: step {run.Trainer.Step} of {run.Trainer.Steps}");
        return run.Trainer.Step == run.Trainer.Steps;
    }
}
