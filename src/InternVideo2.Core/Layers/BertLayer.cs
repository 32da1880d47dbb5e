using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>How a <see cref="BertLayer"/> is built.</summary>
/// <param name="Width">C. A multiple of <paramref name="Heads"/>.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="HiddenWidth">Width inside the MLP.</param>
/// <param name="MediaWidth">Channels of the medium it attends to; null: it attends to text alone.</param>
/// <param name="Epsilon">ε of the norms.</param>
/// <param name="Dropout">p of the dropouts, in [0, 1).</param>
/// <param name="DropPath">p of dropping a whole branch for a sample, in [0, 1).</param>
public sealed record BertLayerOptions(int Width, int Heads, int HiddenWidth, int? MediaWidth, double Epsilon, double Dropout, double DropPath = 0);

/// <summary>
/// A post-norm transformer layer (stage 2, 3.1): attention of the text to itself, in a fusion layer also to a medium, then the MLP.
/// </summary>
public sealed class BertLayer : nn.Module
{
    private readonly BertAttention selfAttention;
    private readonly BertAttention? mediaAttention;
    private readonly BertFeedForward feedForward;

    /// <param name="options">Sizes.</param>
    /// <param name="init">Makes the parameters.</param>
    public BertLayer(BertLayerOptions options, Initializer init) : base(nameof(BertLayer))
    {
        selfAttention = new BertAttention(options, options.Width, init);
        if (options.MediaWidth is { } media) mediaAttention = new BertAttention(options, media, init);
        feedForward = new BertFeedForward(options, init);
        RegisterComponents();
    }

    /// <summary>The attention to a medium; null in a text layer.</summary>
    public BertAttention? MediaAttention => mediaAttention;

    /// <param name="x">B × L × C.</param>
    /// <param name="bias">Added to the scores among text tokens, broadcastable to B × h × L × L; null: nothing.</param>
    /// <param name="media">Keys, values and score bias of the medium; only in a fusion layer.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Forward(Tensor x, Tensor? bias, (Tensor Keys, Tensor Values, Tensor? Bias)? media, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var attended = selfAttention.AttendToSelf(x, bias, drops);
        if (mediaAttention is not null && media is var (keys, values, mediaBias)) attended = mediaAttention.Attend(attended, keys, values, mediaBias, drops);
        return scope.MoveToOuter(feedForward.call(attended, drops));
    }
}
