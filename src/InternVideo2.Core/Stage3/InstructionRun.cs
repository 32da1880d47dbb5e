using InternVideo2.Data;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// A sub-stage of a stage-3 experiment ready to go: model, prompts, generators and the loop, made from one record of options and one seed. Two runs of
/// equal options and data give equal losses, step by step. Make one by <see cref="Connection"/> (3.2) or <see cref="Instruction"/> (3.3).
/// </summary>
public sealed class InstructionRun : IDisposable
{
    private readonly VideoChatModel? ownModel;

    private InstructionRun(
        Stage3Options options, TrainerOptions training, ChatPhase phase, VideoChatModelOptions described, IClipSource data, VideoChatModel? model,
        Device? device, Func<VideoChatModel, IChatScript> script, bool wordSizedRows)
    {
        options.Validate();
        Options = options;
        if (model is null)
        {
            model = ownModel = new VideoChatModel(described, Layers.Initializer.Seeded(training.Seed, device));
            if (wordSizedRows) Checkpoints.ChatStart.Projection(model);
        }
        else if (model.Options != described) throw new ArgumentException($"The model is another one than the options describe: {model.Options} against {described}.", nameof(model));
        Random = new RandomStreams(training.Seed);
        Objective = new VideoChatObjective(model, script(model), phase, ownsModel: false);
        var recipe = options with { AlignmentTraining = new(), ConnectionTraining = new(), InstructionTraining = new() };
        Trainer = new Trainer(Objective, data, training, Random, recipe: $"{recipe}, {FrozenWeights.Of(model)}");
    }

    /// <summary>Sub-stage 3.2: captions, while the language model is frozen.</summary>
    /// <param name="options">The experiment; validated here.</param>
    /// <param name="data">Clips with captions; used, not owned.</param>
    /// <param name="tokenizers">The language model's, and the Q-Former's if it reads in 3.3.</param>
    /// <param name="model">Is trained, as <see cref="Stage3Options.ConnectionModel"/> describes it; used, not owned. Null: one is made, whose language
    /// model knows nothing yet; <see cref="Stage3Options.WordSizedRows"/> is for that one alone.</param>
    /// <param name="device">Where a model that is made here is; null: on the CPU. A given one stays where it is.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the given model has other sizes than the options say.</exception>
    public static InstructionRun Connection(Stage3Options options, IClipSource data, ChatTokenizers tokenizers, VideoChatModel? model = null, Device? device = null)
    {
        var fitting = options.For(tokenizers);
        return new InstructionRun(fitting, fitting.ConnectionTraining, fitting.ConnectionPhase, fitting.ConnectionModel, data, model, device,
            made => new ConnectionScript(fitting.Connection, tokenizers.Language, made.VisualRows), fitting.WordSizedRows);
    }

    /// <summary>Sub-stage 3.3: conversations, while the language model learns by its adapters.</summary>
    /// <param name="options">The experiment; validated here.</param>
    /// <param name="data">Clips with conversations; used, not owned.</param>
    /// <param name="tokenizers">The language model's, and the Q-Former's if it reads.</param>
    /// <param name="model">Is trained, as <see cref="Stage3Options.InstructionModel"/> describes it; used, not owned. Null: one is made, whose parts know
    /// nothing yet. <see cref="Checkpoints.ChatStart"/> fills a model with what earlier stages learned.</param>
    /// <param name="device">Where a model that is made here is; null: on the CPU. A given one stays where it is.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the given model has other sizes than the options say.</exception>
    public static InstructionRun Instruction(Stage3Options options, IClipSource data, ChatTokenizers tokenizers, VideoChatModel? model = null, Device? device = null)
    {
        var fitting = options.For(tokenizers);
        return new InstructionRun(fitting, fitting.InstructionTraining, fitting.InstructionPhase, fitting.InstructionModel, data, model, device,
            made => new InstructionScript(fitting.Instruction, tokenizers, made.VisualRows, made.Options.QFormer.MaxPositions), wordSizedRows: false);
    }

    /// <summary>The experiment, with the sizes of the vocabularies.</summary>
    public Stage3Options Options { get; }

    public VideoChatObjective Objective { get; }

    /// <summary>The trained network.</summary>
    public VideoChatModel Model => Objective.Chat;

    public RandomStreams Random { get; }

    /// <summary>Trains, saves and resumes.</summary>
    public Trainer Trainer { get; }

    public void Dispose()
    {
        Trainer.Dispose();
        Objective.Dispose();
        Random.Dispose();
        ownModel?.Dispose();
    }
}
