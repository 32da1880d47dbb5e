using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>Sizes of a <see cref="ClipLanguageTower"/>; the defaults are LLaMA-7B's as the 1B and 6B models use it (stage 2, 16.2).</summary>
public sealed record ClipLanguageOptions
{
    /// <summary>V, tokens of the vocabulary. 1 or more.</summary>
    public int VocabularySize { get; init; } = 49954;

    /// <summary>Tokens of a text, after which it is cut off. 2 or more.</summary>
    public int MaxTokens { get; init; } = 80;

    /// <summary>C, channels of a state. A multiple of 2·<see cref="Heads"/>.</summary>
    public int Width { get; init; } = 4096;

    /// <summary>Number of layers. 1 or more.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 32;

    /// <summary>Width inside the gated MLPs. 1 or more.</summary>
    public int HiddenWidth { get; init; } = 11008;

    /// <summary>ε of the norms. Above 0.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The base of the rotary frequencies. Above 1.</summary>
    public double RotaryBase { get; init; } = 10000;

    /// <summary>Adapters of queries and values; null: none.</summary>
    public LowRankOptions? Adapter { get; init; } = new();

    /// <summary>D, size of the text's vector. 1 or more.</summary>
    public int OutputWidth { get; init; } = 768;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(VocabularySize >= 1, nameof(VocabularySize), VocabularySize, "1 or more");
        Check(MaxTokens >= 2, nameof(MaxTokens), MaxTokens, "2 or more");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 2 && Width % (2 * Heads) == 0, nameof(Width), Width, $"a multiple of 2·{nameof(Heads)} = {2 * Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(HiddenWidth >= 1, nameof(HiddenWidth), HiddenWidth, "1 or more");
        Check(NormEpsilon > 0, nameof(NormEpsilon), NormEpsilon, "above 0");
        Check(RotaryBase > 1, nameof(RotaryBase), RotaryBase, "above 1");
        Check(Adapter is null or { Rank: >= 1, Dropout: >= 0 and < 1 }, nameof(Adapter), Adapter, "rank 1 or more, dropout in [0, 1)");
        Check(OutputWidth >= 1, nameof(OutputWidth), OutputWidth, "1 or more");
    }

    private static void Check(bool allowed, string member, object? value, string range) =>
        OptionRange.Check(allowed, nameof(ClipLanguageOptions), member, value, range);
}

/// <summary>
/// The text tower of the large models (stage 2, 16.2): a LLaMA language model with low-rank adapters. The last token with a number above 0 speaks for the
/// text, so texts are padded with 0 on the right, begin and end tokens included: <see cref="ClipLanguageTokenizer"/> does so.
/// </summary>
public sealed class ClipLanguageTower : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly Parameter projection;
    private readonly Parameter words;
    private readonly ModuleList<DecoderLayer> layers;
    private readonly RmsNorm norm;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public ClipLanguageTower(ClipLanguageOptions options, Initializer? init = null) : base(nameof(ClipLanguageTower))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        projection = init.Normal(Math.Pow(options.Width, -0.5), options.Width, options.OutputWidth);
        words = init.Normal(0.02, options.VocabularySize, options.Width);
        var layer = new DecoderLayerOptions(
            options.Width, options.Heads, options.Heads, options.Width / options.Heads, options.HiddenWidth, options.NormEpsilon, options.Adapter);
        layers = [.. Enumerable.Range(0, options.Depth).Select(_ => new DecoderLayer(layer, init))];
        norm = new RmsNorm(options.Width, options.NormEpsilon, init);
        RegisterComponents();
    }

    public ClipLanguageOptions Options { get; }

    /// <param name="ids">B × L int64 on the parameters' device; 0 is padding, on the right.</param>
    /// <param name="drops">Generator of the adapters' dropout draws; needed in training mode when they have any.</param>
    /// <returns>B × D, not of unit length; owned by the caller.</returns>
    public override Tensor forward(Tensor ids, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var (batch, length) = (ids.shape[0], ids.shape[1]);
        using var positions = new RotaryPositions(length, Options.Width / Options.Heads, Options.RotaryBase, words);
        var x = words.index_select(0, ids.flatten()).view(batch, length, -1);
        foreach (var layer in layers) x = layer.Forward(x, positions, drops);
        // Causal layers: what is padded on the right is not seen by what stands before it.
        var last = ids.gt(0).sum(1).sub(1).add(arange(batch, device: ids.device).mul(length));
        return scope.MoveToOuter(norm.call(x.flatten(0, 1).index_select(0, last)).matmul(projection));
    }
}
