using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Classification;

/// <summary>
/// Teaches a classifier the labels of clips: mixed clips, smoothed and mixed labels, mean of −Σ target·log softmax (stage 1, 9.5). Owns the
/// classifier.
/// </summary>
public sealed class ClassificationObjective : IObjective
{
    public const string LossName = "classification";

    private readonly VideoClassifier classifier;
    private readonly ClipLabels labels;
    private readonly ClassificationOptions options;

    /// <param name="classifier">The model; parameters that are not to be trained are frozen here.</param>
    /// <param name="labels">The class of each clip, as many classes as the model has.</param>
    /// <param name="options">What is trained and how labels are softened; validated here.</param>
    /// <exception cref="ArgumentException">Model and labels know different numbers of classes.</exception>
    public ClassificationObjective(VideoClassifier classifier, ClipLabels labels, ClassificationOptions options)
    {
        options.Validate();
        (this.classifier, this.labels, this.options) = (classifier, labels, options);
        if (labels.Names.Count != classifier.Options.Classes)
            throw new ArgumentException($"The classifier tells {classifier.Options.Classes} classes apart, the labels {labels.Names.Count}. They must agree.", nameof(labels));
        options.Trained.Apply(classifier);
    }

    public nn.Module Model => classifier;

    public VideoClassifier Classifier => classifier;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.ClassifierWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.Classifier.Parameters(classifier);

    /// <inheritdoc/>
    /// <remarks>Draws the mixing from "mixing", and dropped branches and values from "drop-path".</remarks>
    /// <exception cref="ArgumentException">An odd number of clips is to be mixed.</exception>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var mixing = options.Mixing.Mixes ? Draw(batch.Frames.shape, random["mixing"]) : Mixing.Nothing;
        var numbers = tensor(batch.Ids.Select(id => (long)labels[id]).ToArray());
        var targets = mixing.Targets(numbers, classifier.Options.Classes, options.LabelSmoothing).to(batch.Frames.device);
        var logits = classifier.call(mixing.Apply(batch.Frames), random["drop-path"]);
        var total = nn.functional.cross_entropy(logits.to(ScalarType.Float32), targets);
        var reported = total.detach();
        scope.MoveToOuter(total, reported);
        return new Losses(total, [(LossName, reported)]);
    }

    public void Dispose() => classifier.Dispose();

    private Mixing Draw(long[] shape, Generator generator)
    {
        if (shape[0] % 2 != 0)
            throw new ArgumentException($"A batch of {shape[0]} clips cannot be mixed: each needs a partner. Make the batch even, or use {nameof(MixingOptions)}.{nameof(MixingOptions.None)}.");
        using var seed = randint(long.MaxValue, [1], ScalarType.Int64, generator: generator);
        return Mixing.Draw(options.Mixing, (int)shape[3], (int)shape[4], new SeededRandom((ulong)seed.ToInt64()));
    }
}
