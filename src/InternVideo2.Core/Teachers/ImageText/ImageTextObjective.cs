using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>Learns from single frames of clips and the clips' captions (see <see cref="ImageTextOptions"/>). Owns the model.</summary>
public sealed class ImageTextObjective : IObjective
{
    public const string ImageToTextName = "picture → caption";
    public const string TextToImageName = "caption → picture";

    private readonly ImageTextModel model;
    private readonly Dictionary<string, string> captions;

    private ImageTextObjective(ImageTextModel model, Dictionary<string, string> captions) => (this.model, this.captions) = (model, captions);

    /// <summary>Builds a model for the captions of a list, all its words being known. Not to be called inside a DisposeScope.</summary>
    /// <param name="options">Sizes; validated here.</param>
    /// <param name="clips">The list that batches come from; each clip has a caption in the column of the options.</param>
    /// <param name="init">Makes the parameters; null: seeded with the training's seed, on the CPU.</param>
    /// <exception cref="ManifestException">A clip has no such caption.</exception>
    public static ImageTextObjective Create(ImageTextOptions options, ClipManifest clips, Layers.Initializer? init = null)
    {
        options.Validate();
        var captions = clips.Clips.ToDictionary(clip => clip.Id, clip => CaptionOf(clip, options.CaptionColumn, clips.Source), StringComparer.Ordinal);
        var model = new ImageTextModel(options, CaptionVocabulary.Of(captions.Values), init ?? Layers.Initializer.Seeded(options.Training.Seed));
        return new ImageTextObjective(model, captions);
    }

    public nn.Module Model => model;

    /// <summary>The trained model; its image tower is the future teacher.</summary>
    public ImageTextModel Towers => model;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.ImageTextWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.ImageText.Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Clips have one frame: B × 3 × 1 × S × S. Draws nothing.</remarks>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var scope = NewDisposeScope();
        var numbers = model.Numbers([.. batch.Ids.Select(id => captions[id])]);
        var (images, texts, scale) = model.call(batch.Frames, numbers);
        var (imageToText, textToImage) = ContrastiveLoss.Of(images, texts, scale);
        var total = imageToText.add(textToImage).div(2);
        var (first, second) = (imageToText.detach(), textToImage.detach());
        scope.MoveToOuter(total, first, second);
        return new Losses(total, [(ImageToTextName, first), (TextToImageName, second)]);
    }

    public void Dispose() => model.Dispose();

    private static string CaptionOf(ClipEntry clip, string column, string source) =>
        clip.Captions.TryGetValue(column, out var texts) ? texts[0] : throw new ManifestException(
            $"The clip '{clip.Id}' of '{source}' has no column '{column}', which the text tower learns from; it has: "
            + $"{(clip.Captions.Count == 0 ? "no captions" : string.Join(", ", clip.Captions.Keys))}.");
}
