using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>
/// An image tower and a text tower that meet in one space of unit vectors, and the temperature of their comparison. The image tower has all the
/// parameters of a <see cref="SpatialTeacher"/>'s network and nothing else.
/// </summary>
public sealed class ImageTextModel : nn.Module<Tensor, Tensor, (Tensor Images, Tensor Texts, Tensor Scale)>
{
    // Logits are not scaled by more than this (Radford et al. 2021, 2.5).
    private const double LargestScale = 100;

    private readonly Parameter temperature;
    private readonly VideoEncoder image;
    private readonly CaptionEncoder text;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="vocabulary">The words of the captions.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public ImageTextModel(ImageTextOptions options, CaptionVocabulary vocabulary, Initializer? init = null) : base(nameof(ImageTextModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        (Options, Vocabulary) = (options, vocabulary);
        // The logarithm of its inverse is learned: so it stays positive whatever the steps.
        temperature = init.Constant(-Math.Log(options.Temperature), 1);
        image = new VideoEncoder(options.Image.Encoder, init);
        text = new CaptionEncoder(options, vocabulary, init);
        RegisterComponents();
        init.Xavier(this);
    }

    public ImageTextOptions Options { get; }

    public CaptionVocabulary Vocabulary { get; }

    /// <summary>The network that becomes a <see cref="SpatialTeacher"/>.</summary>
    public VideoEncoder Image => image;

    /// <param name="pictures">B × 3 × 1 × S × S, normalised.</param>
    /// <param name="numbers">B' × L int64: captions as numbers.</param>
    /// <returns>Unit vectors of the pictures, B × D, and of the captions, B' × D; and what their products are multiplied with, the inverse
    /// temperature. Owned by the caller.</returns>
    public override (Tensor Images, Tensor Texts, Tensor Scale) forward(Tensor pictures, Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var pooled = image.call(pictures, new EncoderRequest()).Pooled!;
        var images = UnitLength.Apply(pooled, FeatureNorm.L2);
        var texts = UnitLength.Apply(text.call(numbers), FeatureNorm.L2);
        var scale = temperature.clamp(max: Math.Log(LargestScale)).exp();
        return scope.MoveToOuter(images, texts, scale);
    }

    /// <summary>Captions as the text tower reads them.</summary>
    /// <returns>B × L int64 on the model's device, owned by the caller.</returns>
    public Tensor Numbers(IReadOnlyList<string> captions)
    {
        using var scope = NewDisposeScope();
        var rows = captions.Select(caption => tensor(Vocabulary.Encode(caption)));
        return scope.MoveToOuter(stack(rows).to(temperature.device));
    }
}
