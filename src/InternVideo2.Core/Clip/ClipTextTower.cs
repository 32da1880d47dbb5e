using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>Sizes of a <see cref="ClipTextTower"/>; the defaults are those of the small models (MobileCLIP-B, stage 2, 16.3).</summary>
public sealed record ClipTextOptions
{
    /// <summary>V, tokens of the vocabulary. 1 or more.</summary>
    public int VocabularySize { get; init; } = 49408;

    /// <summary>L, tokens of a text for which there are positions; for other lengths they are interpolated. 1 or more.</summary>
    public int Length { get; init; } = 77;

    /// <summary>C, channels of a token. A multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Number of layers. 1 or more.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads. 1 or more.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Hidden width of the MLPs divided by <see cref="Width"/>; rounded up to a multiple of 16. Above 0.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>D, size of the text's vector. 1 or more.</summary>
    public int OutputWidth { get; init; } = 512;

    /// <summary>Hidden width of the MLPs.</summary>
    public int HiddenWidth => (int)Math.Ceiling(Width * MlpRatio / 16) * 16;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(VocabularySize >= 1, nameof(VocabularySize), VocabularySize, "1 or more");
        Check(Length >= 1, nameof(Length), Length, "1 or more");
        Check(Heads >= 1, nameof(Heads), Heads, "1 or more");
        Check(Width >= 1 && Width % Heads == 0, nameof(Width), Width, $"a multiple of {nameof(Heads)} = {Heads}");
        Check(Depth >= 1, nameof(Depth), Depth, "1 or more");
        Check(HiddenWidth >= 1, nameof(MlpRatio), MlpRatio, "above 0");
        Check(OutputWidth >= 1, nameof(OutputWidth), OutputWidth, "1 or more");
    }

    private static void Check(bool allowed, string member, object value, string range) =>
        OptionRange.Check(allowed, nameof(ClipTextOptions), member, value, range);
}

/// <summary>
/// The text tower of the small models (stage 2, 16.3): word vectors, learned positions, causal pre-norm layers. The token with the largest number, which
/// is the end token, speaks for the text.
/// </summary>
public sealed class ClipTextTower : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;

    private readonly Parameter projection;
    private readonly Parameter words;
    private readonly Parameter positions;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public ClipTextTower(ClipTextOptions options, Initializer? init = null) : base(nameof(ClipTextTower))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        projection = init.Normal(Math.Pow(options.Width, -0.5), options.Width, options.OutputWidth);
        words = init.Normal(0.02, options.VocabularySize, options.Width);
        positions = init.Normal(0.01, 1, 1, options.Length, options.Width);
        var attention = new AttentionOptions(options.Width, options.Heads) { QkvBias = QkvBias.All, QkNorm = false, Causal = true };
        var block = new TransformerBlockOptions(attention, options.HiddenWidth) { Norm = NormKind.Layer, NormEpsilon = Epsilon, LayerScaleInit = 0 };
        blocks = [.. Enumerable.Range(0, options.Depth).Select(layer => new TransformerBlock(block, layer, 0, init))];
        norm = init.LayerNorm(options.Width, Epsilon);
        RegisterComponents();
    }

    public ClipTextOptions Options { get; }

    /// <param name="ids">B × L int64, on the parameters' device. Padding after the end token changes nothing and costs nothing.</param>
    /// <returns>B × D, not of unit length; owned by the caller.</returns>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var ends = ids.argmax(1);
        // No token sees what follows it, so nothing behind the last end token is computed.
        var used = ends.max().item<long>() + 1;
        var states = States(ids.narrow(1, 0, used), Positions(ids.shape[1]).narrow(1, 0, used));
        var last = ends.add(arange(ids.shape[0], device: ids.device).mul(used));
        return scope.MoveToOuter(states.flatten(0, 1).index_select(0, last).matmul(projection));
    }

    /// <summary>The normalised state of every token, B × L × C. Owned by the caller.</summary>
    public Tensor Tokens(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(States(ids, Positions(ids.shape[1])));
    }

    private Tensor States(Tensor ids, Tensor places)
    {
        var tokens = words.index_select(0, ids.flatten()).view(ids.shape[0], ids.shape[1], -1).add(places);
        return norm.call(BlockStack.Run(blocks, tokens, [], null).Last);
    }

    /// <summary>1 × L × C.</summary>
    private Tensor Positions(long length)
    {
        var table = length == Options.Length
            ? positions
            : nn.functional.interpolate(positions, [length, Options.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        return table.view(1, length, Options.Width);
    }
}
