using InternVideo2.Encoders;
using InternVideo2.Layers;

namespace InternVideo2.Clip;

/// <summary>A CLIP variant of InternVideo2 (stage 2, 16): a vision tower, a text tower of one of two kinds, and the temperature of their comparison.</summary>
public sealed record ClipOptions
{
    /// <summary>The vision tower.</summary>
    public required VideoEncoderOptions Vision { get; init; }

    /// <summary>
    /// Size of the vector that LayerNorm and Linear make of the pooled one: the text tower's. Null: the pooled vector itself is compared.
    /// </summary>
    public int? AlignedWidth { get; init; }

    /// <summary>The text tower of the small models; null: another one, or none.</summary>
    public ClipTextOptions? Text { get; init; }

    /// <summary>The text tower of the large models; null: another one, or none.</summary>
    public ClipLanguageOptions? Language { get; init; }

    /// <summary>What similarities are divided by, at the start. <see cref="MinTemperature"/> or more.</summary>
    public double Temperature { get; init; } = 0.01;

    /// <summary>The temperature is never below this; it has no upper limit. Above 0.</summary>
    public double MinTemperature { get; init; } = 0.01;

    /// <summary>D, size of the vectors that are compared.</summary>
    public int Width => AlignedWidth ?? Vision.PooledWidth;

    /// <summary>S14 with the small text tower (stage 2, 16.3 and 17).</summary>
    public static ClipOptions S14 { get; } = Small(VideoEncoderOptions.S14);

    /// <summary>B14 with the small text tower.</summary>
    public static ClipOptions B14 { get; } = Small(VideoEncoderOptions.B14);

    /// <summary>L14 with the small text tower.</summary>
    public static ClipOptions L14 { get; } = Small(VideoEncoderOptions.L14);

    /// <summary>1B with LLaMA-7B (stage 2, 16.2 and 17).</summary>
    public static ClipOptions Giant1B { get; } = Large(VideoEncoderOptions.Giant1B, 0.3);

    /// <summary>6B with LLaMA-7B.</summary>
    public static ClipOptions Giant6B { get; } = Large(VideoEncoderOptions.Giant6B, 0.35);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Vision.Validate();
        Text?.Validate();
        Language?.Validate();
        Check(AlignedWidth is null or >= 1, nameof(AlignedWidth), AlignedWidth, "1 or more, or null");
        Check(Text is null || Language is null, nameof(Language), "given", $"null, because {nameof(Text)} is given: a model has one text tower");
        Check(Text is null || Text.OutputWidth == Width, nameof(Text), Text?.OutputWidth, $"an output width of {Width}, that of the vision tower");
        Check(Language is null || Language.OutputWidth == Width, nameof(Language), Language?.OutputWidth, $"an output width of {Width}, that of the vision tower");
        Check(MinTemperature > 0, nameof(MinTemperature), MinTemperature, "above 0");
        Check(Temperature >= MinTemperature, nameof(Temperature), Temperature, $"{nameof(MinTemperature)} = {MinTemperature} or more");
    }

    /// <summary>A vision tower as the variant has it: LayerScale begins at 0.1, pictures have the mean of the frames' positions (stage 2, 16.1).</summary>
    public static VideoEncoderOptions Tower(VideoEncoderOptions encoder) => encoder with
    {
        LayerScaleInit = 0.1,
        Pictures = encoder.Positions == PositionKind.Separable ? PicturePositions.Space : PicturePositions.FrameMean,
    };

    private static ClipOptions Small(VideoEncoderOptions encoder) => new() { Vision = Tower(encoder), AlignedWidth = 512, Text = new() };

    private static ClipOptions Large(VideoEncoderOptions encoder, double dropPath) =>
        new() { Vision = Tower(encoder) with { DropPath = dropPath, Gelu = GeluForm.Tanh }, Language = new() };

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(ClipOptions), member, value, range);
}
