using InternVideo2.Data;
using InternVideo2.Layers;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Language.Training;

/// <summary>
/// A language model's training ready to go: model, loss, generators and the loop, made from one record of options and one seed. Two runs of equal options
/// and data give equal losses, step by step.
/// </summary>
public sealed class LanguageRun : IDisposable
{
    /// <param name="options">The experiment; validated here. The model gets the tokenizer's vocabulary.</param>
    /// <param name="data">What it is trained on, such as <see cref="TextRows"/>; used, not owned.</param>
    /// <param name="tokenizer">What encoded the texts.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public LanguageRun(LanguageTrainingOptions options, IClipSource data, ILanguageTokenizer tokenizer)
    {
        Options = options.For(tokenizer);
        Options.Validate();
        Random = new RandomStreams(Options.Training.Seed);
        var model = new LanguageModel(Options.Model, Initializer.Seeded(Options.Training.Seed));
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

    public void Dispose()
    {
        Trainer.Dispose();
        Objective.Dispose();
        Random.Dispose();
    }
}
