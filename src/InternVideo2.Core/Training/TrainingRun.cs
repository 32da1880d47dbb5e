using InternVideo2.Data;

namespace InternVideo2.Training;

/// <summary>
/// An experiment ready to go: objective, batches, generators and the loop, made from one record of options and one seed. Two runs of equal options
/// and clips give equal losses, step by step. Owns everything but a loader that was given.
/// </summary>
/// <typeparam name="TObjective">What is learned.</typeparam>
public abstract class TrainingRun<TObjective> : IDisposable where TObjective : IObjective
{
    private readonly IClipLoader? _ownLoader;

    /// <param name="training">How long and how fast.</param>
    /// <param name="clips">What is trained on; at least one batch.</param>
    /// <param name="loader">Reads the clips; used, not owned. Null: one is made.</param>
    /// <param name="createLoader">Makes a loader, owned by this object.</param>
    /// <param name="createObjective">Makes the objective, owned by this object.</param>
    /// <param name="recipe">What else decides about the losses, as text.</param>
    /// <param name="draws">See <see cref="ClipDatasetOptions.Draws"/>.</param>
    private protected TrainingRun(
        TrainerOptions training, ClipManifest clips, IClipLoader? loader, Func<IClipLoader> createLoader, Func<TObjective> createObjective,
        string recipe, int? draws = null)
    {
        _ownLoader = loader is null ? createLoader() : null;
        Random = new RandomStreams(training.Seed);
        Data = new ClipDataset(clips, loader ?? _ownLoader!, new()
        {
            BatchSize = training.BatchSize,
            SamplesPerClip = training.SamplesPerClip,
            Seed = training.Seed,
            Draws = draws,
        });
        Objective = createObjective();
        Trainer = new Trainer(Objective, Data, training, Random, recipe: recipe);
    }

    public TObjective Objective { get; }

    public ClipDataset Data { get; }

    public RandomStreams Random { get; }

    /// <summary>Trains, saves and resumes.</summary>
    public Trainer Trainer { get; }

    public void Dispose()
    {
        Trainer.Dispose();
        Objective.Dispose();
        Data.Dispose();
        Random.Dispose();
        _ownLoader?.Dispose();
    }
}
