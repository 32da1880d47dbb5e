using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Text;
using InternVideo2.Training;
using static TorchSharp.torch;

namespace InternVideo2.Language.Training;

/// <summary>
/// A language model's training ready to go: model, loss, generators and the loop, made from one record of options and one seed. Two runs of equal options
/// and data give equal losses, step by step.
/// </summary>
public sealed class LanguageRun : IDisposable
{
    private readonly ILanguageTokenizer tokenizer;

    /// <param name="options">The experiment; validated here. The model gets the tokenizer's vocabulary.</param>
    /// <param name="data">What it is trained on, such as <see cref="TextRows"/>; used, not owned.</param>
    /// <param name="tokenizer">What encoded the texts.</param>
    /// <param name="device">Where it is trained; null: on the CPU. Draws do not depend on it.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public LanguageRun(LanguageTrainingOptions options, IClipSource data, ILanguageTokenizer tokenizer, Device? device = null)
    {
        this.tokenizer = tokenizer;
        Options = options.For(tokenizer);
        Options.Validate();
        Random = new RandomStreams(Options.Training.Seed);
        var model = new LanguageModel(Options.Model, Initializer.Seeded(Options.Training.Seed, device));
        if (Options.WideStart) WideStart.Apply(model);
        Objective = new LanguageObjective(model);
        Trainer = new Trainer(Objective, data, Options.Training, Random, recipe: (Options with { Training = new() }).ToString());
    }

    /// <summary>The experiment, with the size of the vocabulary.</summary>
    public LanguageTrainingOptions Options { get; }

    public LanguageObjective Objective { get; }

    /// <summary>The trained network.</summary>
    public LanguageModel Model => Objective.Language;

    public RandomStreams Random { get; }

    /// <summary>Trains, saves and resumes.</summary>
    public Trainer Trainer { get; }

    /// <summary>
    /// Writes the model as it is now, with its tokenizer, as a folder of Hugging Face's form, which <see cref="PretrainedLanguageModel.Open"/> reads. Each file is
    /// replaced as a whole.
    /// </summary>
    /// <param name="folder">Made if there is none.</param>
    /// <exception cref="IOException">A file cannot be written; an old one is unchanged.</exception>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        tokenizer.Save(folder);
        PretrainedLanguageModel.Save(folder, Model, LanguageConfig.Of(Model.Options, tokenizer));
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Objective.Dispose();
        Random.Dispose();
    }
}
