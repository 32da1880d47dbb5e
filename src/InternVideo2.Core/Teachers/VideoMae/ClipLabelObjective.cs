using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>Learns factors of clips from their labels (see <see cref="ClipLabelOptions"/>): the mean cross-entropy over the factors. Owns the model.</summary>
public sealed class ClipLabelObjective : IObjective
{
    private readonly ClipLabelModel model;
    private readonly ClipLabelOptions options;
    private readonly Dictionary<string, long[]> labels;

    private ClipLabelObjective(ClipLabelModel model, ClipLabelOptions options, Dictionary<string, long[]> labels) =>
        (this.model, this.options, this.labels) = (model, options, labels);

    /// <summary>Builds a model for the labels of a list. Not to be called inside a DisposeScope.</summary>
    /// <param name="options">Sizes; validated here.</param>
    /// <param name="clips">The list that batches come from; each clip has all the factors.</param>
    /// <param name="init">Makes the parameters; null: seeded with the training's seed, on the CPU.</param>
    /// <exception cref="ManifestException">A clip lacks a factor.</exception>
    public static ClipLabelObjective Create(ClipLabelOptions options, ClipManifest clips, Initializer? init = null)
    {
        options.Validate();
        string[][] values = [.. options.Factors.Select(factor => clips.Clips.Select(clip => LabelOf(clip, factor, clips.Source)).Distinct().Order(StringComparer.Ordinal).ToArray())];
        var labels = clips.Clips.ToDictionary(
            clip => clip.Id, clip => options.Factors.Select((factor, i) => (long)Array.IndexOf(values[i], clip.Factors[factor])).ToArray(), StringComparer.Ordinal);
        var model = new ClipLabelModel(options, [.. values.Select(v => v.Length)], init ?? Initializer.Seeded(options.Training.Seed));
        return new ClipLabelObjective(model, options, labels);
    }

    public nn.Module Model => model;

    /// <summary>The trained model; its encoder is the future teacher.</summary>
    public ClipLabelModel Classifier => model;

    public IReadOnlySet<string> NoDecayNames { get; } = new HashSet<string>();

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.ClipLabels.Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Draws the tokens that are left out from "mask". Each factor is a term.</remarks>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        using var visible = VisibleTokens.FromMask(
            Masking.Random(batch.Ids.Count, options.Encoder.Grid, options.MaskRatio, random["mask"]), batch.Frames.device);
        var scores = model.call(batch.Frames, visible);
        var terms = scores.Select((score, i) => nn.functional.cross_entropy(score, Targets(batch, i, score.device))).ToList();
        var total = terms.Aggregate((sum, term) => sum.add(term)).div(terms.Count);
        var reported = terms.Select((term, i) => (options.Factors[i], term.detach())).ToList();
        scope.MoveToOuter([total, .. reported.Select(term => term.Item2)]);
        return new Losses(total, reported);
    }

    public void Dispose() => model.Dispose();

    private Tensor Targets(ClipBatch batch, int factor, Device device) =>
        tensor(batch.Ids.Select(id => labels[id][factor]).ToArray(), dtype: ScalarType.Int64).to(device);

    private static string LabelOf(ClipEntry clip, string factor, string source) =>
        clip.Factors.TryGetValue(factor, out var label) ? label : throw new ManifestException(
            $"The clip '{clip.Id}' of '{source}' has no factor '{factor}'; it has: {(clip.Factors.Count == 0 ? "none" : string.Join(", ", clip.Factors.Keys))}.");
}
