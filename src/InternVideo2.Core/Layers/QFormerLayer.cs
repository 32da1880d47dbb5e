using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// A layer of the Q-Former (stage 3, 3.1): queries and text attend to one another, then queries alone to a medium, and each of the two kinds has an MLP
/// of its own.
/// </summary>
public sealed class QFormerLayer : nn.Module
{
    private readonly BertAttention selfAttention;
    private readonly BertAttention? mediaAttention;
    private readonly BertFeedForward? feedForward;
    private readonly BertFeedForward queryFeedForward;

    /// <param name="options">Sizes and rates.</param>
    /// <param name="text">Whether it reads texts besides.</param>
    /// <param name="init">Makes the parameters.</param>
    public QFormerLayer(BertLayerOptions options, bool text, Initializer init) : base(nameof(QFormerLayer))
    {
        selfAttention = new BertAttention(options, options.Width, init);
        if (options.MediaWidth is { } media) mediaAttention = new BertAttention(options, media, init);
        if (text) feedForward = new BertFeedForward(options, init);
        queryFeedForward = new BertFeedForward(options, init);
        RegisterComponents();
    }

    /// <summary>The attention to a medium; null in a layer without.</summary>
    public BertAttention? MediaAttention => mediaAttention;

    /// <summary>Keys and values of rows, for <see cref="Attend"/>: each B × h × L × C/h. Owned by the caller.</summary>
    public (Tensor Keys, Tensor Values) Remember(Tensor x) => selfAttention.Remember(x);

    /// <summary>Lets the queries' MLP begin as the text's, whose layer this then is.</summary>
    internal void CopyTextToQueries()
    {
        using var frozen = no_grad();
        foreach (var (text, query) in feedForward!.parameters().Zip(queryFeedForward.parameters())) query.copy_(text);
    }

    /// <summary>The first half: rows attend to rows.</summary>
    /// <param name="x">B × L × C, queries before text.</param>
    /// <param name="seen">Keys and values of what is seen.</param>
    /// <param name="bias">Added to the scores; null: nothing.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Attend(Tensor x, (Tensor Keys, Tensor Values) seen, Tensor? bias, Generator? drops) =>
        selfAttention.Attend(x, seen.Keys, seen.Values, bias, drops);

    /// <summary>The second half: queries look at the medium, then the MLPs.</summary>
    /// <param name="attended">B × L × C from <see cref="Attend"/>, queries before text.</param>
    /// <param name="queries">How many of the rows are queries.</param>
    /// <param name="media">Keys, values and score bias of the medium; null in a layer without, and for text alone.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Think(Tensor attended, long queries, (Tensor Keys, Tensor Values, Tensor? Bias)? media, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var words = attended.shape[1] - queries;
        var parts = new List<Tensor>();
        if (queries > 0)
        {
            var asking = attended.narrow(1, 0, queries);
            if (mediaAttention is not null && media is var (keys, values, bias)) asking = mediaAttention.Attend(asking, keys, values, bias, drops);
            parts.Add(queryFeedForward.call(asking, drops));
        }
        if (words > 0) parts.Add(feedForward!.call(attended.narrow(1, queries, words), drops));
        return scope.MoveToOuter(parts.Count == 1 ? parts[0] : cat(parts, 1));
    }
}
