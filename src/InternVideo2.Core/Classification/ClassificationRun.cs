using InternVideo2.Data;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Training;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>
/// Fine-tuning or probing of one classifier, made from one recipe and one seed. Weights to start from are loaded into
/// <c>Objective.Classifier</c> before the first step.
/// </summary>
public sealed class ClassificationRun : TrainingRun<ClassificationObjective>
{
    /// <param name="recipe">The experiment; validated here.</param>
    /// <param name="clips">What it is trained on; at least one batch.</param>
    /// <param name="labels">The class of each of them, as many classes as the recipe's model has.</param>
    /// <param name="loader">Reads the clips; used, not owned. Null: <see cref="CreateLoader"/>.</param>
    /// <param name="device">Where it is trained; null: on the CPU. Draws do not depend on it.</param>
    /// <exception cref="ArgumentException">An option is out of its range, classes do not fit, or the list is shorter than a batch.</exception>
    public ClassificationRun(ClassificationRecipe recipe, ClipManifest clips, ClipLabels labels, IClipLoader? loader = null, Device? device = null)
        : base(Checked(recipe).Training, clips, loader, () => CreateLoader(recipe), () => Create(recipe, labels, device), $"{recipe with { Training = new() }}, Labels = {labels.Fingerprint}")
    {
        Recipe = recipe;
    }

    public ClassificationRecipe Recipe { get; }

    /// <summary>The model. Owned by this object.</summary>
    public VideoClassifier Classifier => Objective.Classifier;

    /// <summary>The loader of training: frames and augmentation of the recipe.</summary>
    /// <param name="recipe">The experiment.</param>
    /// <param name="cacheBytes">Most bytes of decoded frames in memory.</param>
    /// <returns>Owned by the caller.</returns>
    public static VideoClipLoader CreateLoader(ClassificationRecipe recipe, long cacheBytes = 0) => new(new()
    {
        Sampler = recipe.Sampling.ForTraining(recipe.Classifier.Encoder.Frames),
        Transform = recipe.Transform with { Size = recipe.Classifier.Encoder.ImageSize },
        CacheBytes = cacheBytes,
    });

    /// <summary>Tests the model as it is now with all views of the recipe. The model is in evaluation mode meanwhile.</summary>
    /// <param name="clips">What it is tested on.</param>
    /// <param name="labels">Their classes, numbered as in training.</param>
    /// <param name="views">Reads the views. Null: the recipe's, from files.</param>
    /// <param name="progress">Told after every clip.</param>
    /// <param name="cancellation">Looked at between clips.</param>
    public ClassificationReport Test(
        ClipManifest clips, ClipLabels labels, IClipViews? views = null, IProgress<MultiViewProgress>? progress = null, CancellationToken cancellation = default)
    {
        var training = Classifier.training;
        Classifier.eval();
        try
        {
            return MultiViewTest.Run(frames => Classifier.call(frames.to(Classifier.Encoder.Device), null), clips, labels, views ?? Recipe.Views, progress: progress, cancellation: cancellation);
        }
        finally
        {
            Classifier.train(training);
        }
    }

    private static ClassificationRecipe Checked(ClassificationRecipe recipe)
    {
        recipe.Validate();
        return recipe;
    }

    private static ClassificationObjective Create(ClassificationRecipe recipe, ClipLabels labels, Device? device) =>
        new(new VideoClassifier(recipe.Classifier, Initializer.Seeded(recipe.Training.Seed, device)), labels, recipe.Objective);
}
