using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// The bridge between a vision encoder and a language model (stage 3, 3): a BERT whose learned queries look at a medium's tokens and bring back a fixed
/// number of states. A text may be read beside them, or written after them.
/// </summary>
public sealed partial class QFormer : nn.Module
{
    private readonly Parameter queries;
    private readonly Parameter? extraQueries;
    private readonly WordEmbedding? embedding;
    private readonly LayerNorm norm;
    private readonly SeededDropout dropout;
    private readonly ModuleList<QFormerLayer> layers;
    private readonly WordHead? head;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public QFormer(QFormerOptions options, Initializer? init = null) : base(nameof(QFormer))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        queries = init.Normal(options.QueryDeviation, 1, options.Queries, options.Width);
        if (options.ExtraQueries > 0) extraQueries = init.Normal(options.ExtraQueryDeviation, 1, options.ExtraQueries, options.Width);
        if (options.Text)
        {
            embedding = new WordEmbedding(
                new WordEmbeddingOptions(options.VocabularySize, options.MaxPositions, options.Width, options.EmbeddingDeviation, Types: 0), init);
        }
        norm = init.LayerNorm(options.Width, options.NormEpsilon);
        dropout = new SeededDropout(options.Dropout);
        layers = [.. Enumerable.Range(0, options.Depth).Select(layer => Layer(layer, init))];
        if (options.WordHead) head = new WordHead(options.Width, options.VocabularySize, options.NormEpsilon, init);
        RegisterComponents();
        if (!options.WideStart || !init.Draws) return;
        init.Xavier(this);
        if (options.Text) CopyTextToQueries();
    }

    public QFormerOptions Options { get; }

    /// <summary>Keys and values of media for all layers that attend to them, to be used for as many passes as there are.</summary>
    /// <param name="media_BNC">B × N × media width.</param>
    /// <param name="mask">B × N, 1 for tokens, 0 for padding; null: all are tokens, as everywhere in the release.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ArgumentException">Tokens of another width.</exception>
    public MediaKeys Media(Tensor media_BNC, Tensor? mask = null)
    {
        if (media_BNC.ndim != 3 || media_BNC.shape[2] != Options.MediaWidth)
        {
            throw new ArgumentException(
                $"Media tokens must be B × N × {Options.MediaWidth} ({nameof(QFormerOptions.MediaWidth)}); got [{string.Join(", ", media_BNC.shape)}].",
                nameof(media_BNC));
        }
        using var scope = NewDisposeScope();
        var bias = mask is null ? null : ScoreBias.Of(mask, queries.dtype, hidden: ScoreBias.HiddenMedia);
        return new MediaKeys([.. layers.Select(layer => layer.MediaAttention).OfType<BertAttention>().Select(attention => attention.Remember(media_BNC))], bias)
            .MoveToOuter(scope);
    }

    /// <summary>What the queries find in media, in the light of a text if there is one.</summary>
    /// <param name="media_BNC">B × N × media width.</param>
    /// <param name="text">B texts, padded on either side, on the parameters' device; null: none is read.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × Q × C, owned by the caller.</returns>
    /// <inheritdoc cref="Read"/>
    public Tensor Queries(Tensor media_BNC, TokenBatch? text = null, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var media = Media(media_BNC);
        return scope.MoveToOuter(text is null ? Pass(new Passage { Media = media, Drops = drops }) : Read(media, text, drops).Queries);
    }

    /// <summary>What the queries find in media by themselves, remembered for a text that is written next.</summary>
    /// <param name="media">B media.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>Owned by the caller.</returns>
    public QueryMemory Remember(MediaKeys media, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var kept = new List<(Tensor, Tensor)>();
        return new QueryMemory(Pass(new Passage { Media = media, Drops = drops, Memory = kept }), kept).MoveToOuter(scope);
    }

    /// <summary>Queries and text together: each sees all of the other, padding aside, and queries see the medium besides.</summary>
    /// <param name="media">B media.</param>
    /// <param name="text">B texts, padded on either side, on the parameters' device.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <param name="causal">
    /// Instead of each seeing all: queries see queries, a word sees the queries and the words up to itself. The same as <see cref="Remember"/> and
    /// <see cref="Next"/>, in one pass.
    /// </param>
    /// <returns>B × Q × C and B × L × C, owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">It reads no texts (<see cref="QFormerOptions.Text"/>).</exception>
    /// <exception cref="ArgumentException">Another number of texts than of media, or texts longer than <see cref="QFormerOptions.MaxPositions"/>.</exception>
    public (Tensor Queries, Tensor Text) Read(MediaKeys media, TokenBatch text, Generator? drops = null, bool causal = false)
    {
        CheckTexts(text, media.Count);
        using var scope = NewDisposeScope();
        var (count, length) = ((long)Options.AllQueries, text.Length);
        var pattern = causal ? ScoreBias.CausalAfter(count, length, text.Ids.device) : null;
        var states = Pass(new Passage { Media = media, Text = text, Bias = BiasBehindQueries(text, pattern), Drops = drops });
        return scope.MoveToOuter(states.narrow(1, 0, count), states.narrow(1, count, length));
    }

    /// <summary>A text by itself, each word seeing all others. The state of token 0 stands for the whole.</summary>
    /// <param name="text">B texts, on the parameters' device.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <inheritdoc cref="Read"/>
    public Tensor Text(TokenBatch text, Generator? drops = null)
    {
        CheckTexts(text, text.Count);
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Pass(new Passage { Text = text, Bias = ScoreBias.Of(text.Mask, queries.dtype), Drops = drops }));
    }

    /// <summary>A text to be written: each word sees what the queries found and the words up to itself, not the medium.</summary>
    /// <param name="text">B texts, padded on the right, on the parameters' device.</param>
    /// <param name="found">From <see cref="Remember"/>, of B media.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <inheritdoc cref="Read"/>
    public Tensor Next(TokenBatch text, QueryMemory found, Generator? drops = null)
    {
        CheckTexts(text, found.States.shape[0]);
        using var scope = NewDisposeScope();
        var (count, length) = ((long)Options.AllQueries, text.Length);
        var rows = ScoreBias.CausalAfter(count, length, text.Ids.device).narrow(0, count, length);
        return scope.MoveToOuter(Pass(new Passage { Text = text, Found = found, Bias = BiasBehindQueries(text, rows), Drops = drops }));
    }

    /// <summary>Which word stands at a place: products with the word embeddings.</summary>
    /// <param name="states">… × C.</param>
    /// <returns>… × V logits, owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no such head.</exception>
    public Tensor Words(Tensor states) => head?.call(states, embedding!.Words)
        ?? throw new InvalidOperationException($"This Q-Former has no word head ({nameof(QFormerOptions)}.{nameof(QFormerOptions.WordHead)} is false).");

    /// <summary>What happens inside, for looking at: the states between the layers, and what each query looks at. Evaluation mode, without gradient.</summary>
    /// <param name="media_BNC">B × N × media width.</param>
    /// <param name="text">B texts, on the parameters' device; null: none is read.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">The module is in training mode.</exception>
    /// <inheritdoc cref="Read"/>
    public QFormerTrace Trace(Tensor media_BNC, TokenBatch? text = null)
    {
        if (training) throw new InvalidOperationException($"{nameof(Trace)} shows the model in evaluation mode; call eval() before.");
        if (text is not null) CheckTexts(text, media_BNC.shape[0]);
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (states, attention) = (new List<Tensor>(), new List<Tensor>());
        states.Add(Pass(new Passage
        {
            Media = Media(media_BNC),
            Text = text,
            Bias = text is null ? null : BiasBehindQueries(text, null),
            States = states,
            Attention = attention,
        }));
        scope.MoveToOuter([.. states, .. attention]);
        return new QFormerTrace(states, attention);
    }
}
