namespace InternVideo2.Encoders;

/// <summary>
/// Sizes and variants of an <see cref="AudioEncoder"/> (stage 2, 4). The defaults are those of the released iteration-3 BEATs; the widths of a small one
/// are set with a <c>with</c> expression.
/// </summary>
public sealed partial record AudioEncoderOptions
{
    /// <summary>Time steps and mel bands of a patch. 1 or more.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Channels of a patch before the projection to <see cref="Width"/>; there is none when they are equal. 1 or more.</summary>
    public int PatchWidth { get; init; } = 512;

    /// <summary>Whether the patch embedding has a bias.</summary>
    public bool PatchBias { get; init; }

    /// <summary>C, channels of a token. A multiple of <see cref="Heads"/> and <see cref="ConvolutionGroups"/>.</summary>
    public int Width { get; init; } = 768;

    /// <summary>D, number of layers. 1 or more.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>h, attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width inside the MLPs. 1 or more.</summary>
    public int HiddenWidth { get; init; } = 3072;

    /// <summary>Whether norms stand before attention and MLP, and one at the very end, instead of behind each sum. Excludes <see cref="DeepNorm"/>.</summary>
    public bool NormFirst { get; init; }

    /// <summary>Deep norm: residual streams grow by (2·D)^¼ at each sum, and some matrices start smaller.</summary>
    public bool DeepNorm { get; init; } = true;

    /// <summary>Buckets of distances; half of them for each direction. Even, 4 or more. 0: no relative positions.</summary>
    public int Buckets { get; init; } = 320;

    /// <summary>Distance in tokens from which on all are alike. Above a quarter of <see cref="Buckets"/>.</summary>
    public int MaxDistance { get; init; } = 800;

    /// <summary>Whether each query gates the bias of relative positions.</summary>
    public bool GatedBias { get; init; } = true;

    /// <summary>Tokens that the convolution of positions sees. 1 or more.</summary>
    public int ConvolutionKernel { get; init; } = 128;

    /// <summary>Its groups. A divisor of <see cref="Width"/>.</summary>
    public int ConvolutionGroups { get; init; } = 16;

    /// <summary>Rate at which whole layers are left out during training. In [0, 1).</summary>
    public double LayerDrop { get; init; }

    /// <summary>Factor of the gradient at the input of each layer. Above 0, at most 1.</summary>
    public double GradientDecay { get; init; } = 1;

    /// <summary>Dropout of the projected patches. In [0, 1).</summary>
    public double InputDropout { get; init; }

    /// <summary>Dropout behind the convolution of positions and behind each branch. In [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>Dropout of attention weights. In [0, 1).</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Dropout inside the MLPs. In [0, 1).</summary>
    public double HiddenDropout { get; init; }

    /// <summary>α of the residual streams.</summary>
    public double ResidualScale => DeepNorm ? Math.Pow(2.0 * Depth, 0.25) : 1;

    /// <summary>N, tokens of F × M features: whole patches only.</summary>
    public int TokenCount(int frames, int bins) => frames / PatchSize * (bins / PatchSize);

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        foreach (var (member, value) in new[]
                 {
                     (nameof(PatchSize), PatchSize), (nameof(PatchWidth), PatchWidth), (nameof(Depth), Depth), (nameof(Heads), Heads),
                     (nameof(HiddenWidth), HiddenWidth), (nameof(ConvolutionKernel), ConvolutionKernel), (nameof(ConvolutionGroups), ConvolutionGroups),
                 })
        {
            Check(value >= 1, member, value, "1 or more");
        }
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Width % ConvolutionGroups == 0, nameof(Width), Width, $"a multiple of {nameof(ConvolutionGroups)} = {ConvolutionGroups}");
        Check(!(NormFirst && DeepNorm), nameof(DeepNorm), DeepNorm, $"false when {nameof(NormFirst)} is true");
        Check(Buckets == 0 || (Buckets >= 4 && Buckets % 2 == 0), nameof(Buckets), Buckets, "0, or an even number of 4 or more");
        Check(Buckets == 0 || MaxDistance > Buckets / 4, nameof(MaxDistance), MaxDistance, $"above {nameof(Buckets)}/4 = {Buckets / 4}");
        Check(GradientDecay is > 0 and <= 1, nameof(GradientDecay), GradientDecay, "above 0, at most 1");
        foreach (var (member, rate) in new[]
                 {
                     (nameof(LayerDrop), LayerDrop), (nameof(InputDropout), InputDropout), (nameof(Dropout), Dropout),
                     (nameof(AttentionDropout), AttentionDropout), (nameof(HiddenDropout), HiddenDropout),
                 })
        {
            Check(rate is >= 0 and < 1, member, rate, "in [0, 1)");
        }
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(AudioEncoderOptions), member, value, range);
}
