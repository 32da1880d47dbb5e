using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// A stage-2 experiment ready to go: model, losses, generators and the loop, made from one record of options and one seed. Two runs of equal options and
/// data give equal losses, step by step. The second phase is a run of its own that goes on with the model of the first:
/// <c>new AlignmentRun(options with { Phase = AlignmentPhase.Unmasked }, data, tokenizer, first.Model)</c>.
/// </summary>
public sealed class AlignmentRun : IDisposable
{
    private readonly AlignmentModel? ownModel;

    /// <param name="options">The experiment; validated here. The text encoder gets the tokenizer's vocabulary.</param>
    /// <param name="data">What it is trained on; used, not owned.</param>
    /// <param name="tokenizer">Reads the captions.</param>
    /// <param name="model">Is trained further; used, not owned. Null: one is made.</param>
    /// <param name="extras">A teacher, other processes, a memory; null: none of them.</param>
    /// <param name="device">Where a model that is made here is; null: on the CPU. A given one stays where it is.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the given model has other sizes than the options say.</exception>
    public AlignmentRun(
        Stage2Options options, IClipSource data, WordPieceTokenizer tokenizer, AlignmentModel? model = null, AlignmentExtras? extras = null, Device? device = null)
    {
        Options = options.For(tokenizer);
        Options.Validate();
        if (model is null) model = ownModel = Options.CreateModel(Initializer.Seeded(Options.Training.Seed, device));
        else CheckSame(model.Options, Options.Model);
        Random = new RandomStreams(Options.Training.Seed);
        Objective = new AlignmentObjective(model, tokenizer, Options.Losses, Options.Phase, (extras ?? new()) with { OwnsModel = false });
        Trainer = new Trainer(Objective, data, Options.Training, Random, recipe: (Options with { Training = new() }).ToString());
    }

    /// <summary>The experiment, with the size of the vocabulary.</summary>
    public Stage2Options Options { get; }

    public AlignmentObjective Objective { get; }

    /// <summary>The trained network.</summary>
    public AlignmentModel Model => Objective.Alignment;

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

    // A model may hear and match more than this run asks of it; what it lacks, the objective says.
    private static void CheckSame(AlignmentModelOptions given, AlignmentModelOptions described)
    {
        var asked = described with
        {
            Audio = given.Audio,
            AudioTextHead = given.AudioTextHead,
            AudioVideoTextHead = given.AudioVideoTextHead,
            AudioVideoVector = given.AudioVideoVector,
        };
        if (given != asked) throw new ArgumentException($"The model is another one than the options describe: {given} against {described}.", "model");
    }
}
