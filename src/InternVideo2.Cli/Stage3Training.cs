using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Cli;

/// <summary>The sub-stages of stage 3, one after the other, each with a state and a checkpoint of its own in the run's folder.</summary>
internal sealed class Stage3Training(
    Stage3Options options, Stage3Source source, ChatTokenizers tokenizers, string folder, string language, Device device, TextWriter output)
{
    private readonly Stage3Options _options = options.For(tokenizers);

    /// <summary>A checkpoint of a vision encoder to begin with; null: it knows nothing yet.</summary>
    public string? Sight { get; init; }

    /// <summary>Frames of the clips that <see cref="Sight"/> was trained on; null: as many as the first sub-stage has.</summary>
    public int? SightFrames { get; init; }

    /// <summary>Trains until the sub-stages or the steps are done.</summary>
    public void Run(IReadOnlyList<SubStage> stages, long? steps, CancellationToken cancellation)
    {
        _options.Validate();
        foreach (var stage in stages)
        {
            // What has not begun leaves no model that looks as if it had learned.
            if (steps <= 0)
            {
                break;
            }

            var complete = stage switch
            {
                SubStage.Alignment => Align(ref steps, cancellation),
                SubStage.Connection => Connect(ref steps, cancellation),
                _ => Instruct(ref steps, cancellation),
            };
            if (!complete)
            {
                break;
            }
        }
    }

    private string Aligned => Path.Combine(folder, "alignment.safetensors");

    private string Connected => Path.Combine(folder, "connection.safetensors");

    private bool Align(ref long? steps, CancellationToken cancellation)
    {
        using var model = _options.Alignment.For(tokenizers.Words!).CreateModel(Initializer.Seeded(_options.AlignmentTraining.Seed, device));
        See(model.Vision);
        using var data = Data(SubStage.Alignment, _options.AlignmentTraining);
        using var run = new BridgeRun(_options.Alignment, data, tokenizers.Words!, model);
        return Train(SubStage.Alignment, run.Trainer, data, ref steps, () => SafetensorsWriter.Write(Aligned, OfficialKeys.BridgeOf(model).State(model)), cancellation);
    }

    private bool Connect(ref long? steps, CancellationToken cancellation)
    {
        using var model = new VideoChatModel(_options.ConnectionModel, Initializer.Seeded(_options.ConnectionTraining.Seed, device));
        Begin(model);
        if (_options.WordSizedRows)
        {
            ChatStart.Projection(model);
        }

        using var data = Data(SubStage.Connection, _options.ConnectionTraining);
        using var run = InstructionRun.Connection(_options, data, tokenizers, model);
        return Train(SubStage.Connection, run.Trainer, data, ref steps, () => SafetensorsWriter.Write(Connected, OfficialKeys.ChatOf(model).State(model)), cancellation);
    }

    private bool Instruct(ref long? steps, CancellationToken cancellation)
    {
        using var model = new VideoChatModel(_options.InstructionModel, Initializer.Seeded(_options.InstructionTraining.Seed, device));
        Begin(model);
        if (File.Exists(Connected))
        {
            using var connected = Checkpoint.Open(Connected);
            Tell(Connected, ChatStart.Connection(model, connected, _options.ConnectionModel.Vision.Times));
        }
        else
        {
            output.WriteLine("note: what is seen has not been connected with the language model; train the connection phase first");
        }

        using var data = Data(SubStage.Instruction, _options.InstructionTraining);
        using var run = InstructionRun.Instruction(_options, data, tokenizers, model);
        return Train(SubStage.Instruction, run.Trainer, data, ref steps, () =>
        {
            PretrainedChat.Save(folder, model, tokenizers, _options.Instruction);
            output.WriteLine($"the model to chat with is in {folder}");
        }, cancellation);
    }

    /// <summary>What earlier stages learned: the bridge, or at least the vision encoder, and the language model.</summary>
    private void Begin(VideoChatModel model)
    {
        if (File.Exists(Aligned))
        {
            using var aligned = Checkpoint.Open(Aligned);
            Tell(Aligned, ChatStart.Alignment(model, aligned, _options.Alignment.Model.Vision.Times));
        }
        else
        {
            See(model.Vision);
        }

        Tell(language, ChatStart.Language(model, language));
    }

    // What is missing there is what the sub-stage teaches.
    private void Tell(string file, LoadReport report) =>
        output.WriteLine($"begins with {file}: {report.Loaded.Count} tensors{string.Concat(report.Interpolated.Select(table => $", {table.Key} resized ({table.How})"))}");

    private void See(VisionEncoder vision)
    {
        if (Sight is null)
        {
            if (!Directory.Exists(StatesOf(SubStage.Alignment))) output.WriteLine("note: the vision encoder knows nothing yet; --sight names a checkpoint of stage 1 or 2");
            return;
        }

        using var trained = Checkpoint.Open(Sight);
        try
        {
            output.WriteLine(ChatStart.Vision(vision, trained, SightFrames / (vision.Options.Video?.TubeletSize ?? 1)));
        }
        catch (CheckpointMismatchException e) when (SightFrames is null && e.Report.Mismatched is [{ Key: "pos_embed" }])
        {
            throw new ArgumentException(
                $"The encoder of '{Sight}' was trained on clips of another length than the {vision.Options.Video!.Frames} frames of this sub-stage. "
                + "Say how many frames they had, so that its positions can be resized: --sight-frames 8 for official files of stage 1, 4 for those of stage 2.", e);
        }
    }

    private static string NameOf(SubStage stage) => stage.ToString().ToLowerInvariant();

    private string StatesOf(SubStage stage) => Path.Combine(folder, NameOf(stage));

    private int FramesOf(SubStage stage) => stage switch
    {
        SubStage.Alignment => _options.AlignmentFrames,
        SubStage.Connection => _options.ConnectionFrames,
        _ => null,
    } ?? _options.Frames;

    private MediaMixer Data(SubStage stage, TrainerOptions training) =>
        new(source.Of(stage, FramesOf(stage)), new ClipDatasetOptions { BatchSize = training.BatchSize, Seed = training.Seed });

    /// <returns>Whether the sub-stage is complete.</returns>
    private bool Train(SubStage stage, Trainer trainer, MediaMixer data, ref long? steps, Action save, CancellationToken cancellation)
    {
        var (name, states) = (NameOf(stage), StatesOf(stage));
        if (trainer.LoadIfSaved(states))
        {
            output.WriteLine($"{name}: going on from step {trainer.Step}");
        }

        foreach (var dropped in data.Dropped)
        {
            output.WriteLine($"left out: '{dropped.Id}' {dropped.Reason}");
        }

        var before = trainer.Step;
        trainer.Run(steps, states, new TextProgress(output, 10), cancellation);
        steps -= trainer.Step - before;
        save();
        output.WriteLine($"{name}: step {trainer.Step} of {trainer.Steps}");
        return trainer.Step == trainer.Steps;
    }
}
