using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.MediaText;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stage 3.1 ready to go: model, losses, generators and the loop, made from one record of options and one seed. Two runs of equal options and data give
/// equal losses, step by step.
/// </summary>
public sealed class BridgeRun : IDisposable
{
    private readonly BridgeModel? ownModel;

    /// <param name="options">The experiment; validated here. The Q-Former gets the tokenizer's vocabulary.</param>
    /// <param name="data">Clips with captions; used, not owned.</param>
    /// <param name="tokenizer">Reads the captions.</param>
    /// <param name="model">Is trained, as the options describe it; used, not owned. Null: one is made, whose vision encoder knows nothing yet.</param>
    /// <param name="gather">The other processes; null: there are none.</param>
    /// <param name="device">Where a model that is made here is; null: on the CPU. A given one stays where it is.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the given model has other sizes than the options say.</exception>
    public BridgeRun(BridgeOptions options, IClipSource data, WordPieceTokenizer tokenizer, BridgeModel? model = null, IGather? gather = null, Device? device = null)
    {
        Options = options.For(tokenizer);
        Options.Validate();
        if (model is null) model = ownModel = Options.CreateModel(Initializer.Seeded(Options.Training.Seed, device));
        else if (model.Options != Options.Model)
            throw new ArgumentException($"The model is another one than the options describe: {model.Options} against {Options.Model}.", nameof(model));
        Random = new RandomStreams(Options.Training.Seed);
        Objective = new BridgeObjective(model, tokenizer, Options.Losses, gather, ownsModel: false);
        Trainer = new Trainer(Objective, data, Options.Training, Random, recipe: $"{Options with { Training = new() }}, {FrozenWeights.Of(model)}");
    }

    /// <summary>The experiment, with the size of the vocabulary.</summary>
    public BridgeOptions Options { get; }

    public BridgeObjective Objective { get; }

    /// <summary>The trained network.</summary>
    public BridgeModel Model => Objective.Bridge;

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
