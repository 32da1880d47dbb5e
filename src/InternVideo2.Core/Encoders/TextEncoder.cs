using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// BERT in two parts (stage 2, 3): the text layers read a caption by itself, the fusion layers above them read it again while looking at a medium
/// (video, image, sound). A head guesses words from the states.
/// </summary>
public sealed class TextEncoder : nn.Module
{
    private readonly WordEmbedding embedding;
    private readonly LayerNorm norm;
    private readonly SeededDropout dropout;
    private readonly ModuleList<BertLayer> layers;
    private readonly WordHead? head;
    private readonly Linear? pooler;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public TextEncoder(TextEncoderOptions options, Initializer? init = null) : base(nameof(TextEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        embedding = new WordEmbedding(
            new WordEmbeddingOptions(options.VocabularySize, options.MaxPositions, options.Width, options.EmbeddingDeviation, Types: 2), init);
        norm = init.LayerNorm(options.Width, options.NormEpsilon);
        dropout = new SeededDropout(options.Dropout);
        layers = [.. Enumerable.Range(0, options.Depth).Select(layer => Layer(layer, init))];
        if (options.WordHead) head = new WordHead(options.Width, options.VocabularySize, options.NormEpsilon, init);
        if (options.Pooler) pooler = init.Linear(options.Width, options.Width);
        RegisterComponents();
    }

    public TextEncoderOptions Options { get; }

    private int FusionLayers => Options.Depth - Options.FusionLayer;

    /// <summary>The text layers: what a caption says by itself. The state of token 0 stands for the whole.</summary>
    /// <param name="ids">B × L int64 token numbers, on the parameters' device.</param>
    /// <param name="mask">B × L, 1 for tokens, 0 for padding (any type).</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <param name="causal">Whether a token sees only itself and those before it, for guessing the next word.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Ids and mask of different shapes, or texts longer than <see cref="TextEncoderOptions.MaxPositions"/>.</exception>
    public Tensor Text(Tensor ids, Tensor mask, Generator? drops = null, bool causal = false) =>
        Text(new TextInput { Ids = ids, Mask = mask, Causal = causal }, drops);

    /// <inheritdoc cref="Text(Tensor, Tensor, Generator?, bool)"/>
    /// <param name="input">What is read; on the parameters' device.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    public Tensor Text(TextInput input, Generator? drops = null)
    {
        CheckTexts(input);
        using var scope = NewDisposeScope();
        var bias = Bias(input.Mask, input.Given.shape[1], input.Causal);
        var rows = embedding.Place(input.Embeddings ?? embedding.Look(input.Ids!), input.Positions, input.Types);
        var states = dropout.call(norm.call(rows), drops);
        for (var layer = 0; layer < Options.FusionLayer; layer++) states = layers[layer].Forward(states, bias, null, drops);
        return scope.MoveToOuter(states);
    }

    /// <inheritdoc cref="Text(Tensor, Tensor, Generator?, bool)"/>
    /// <param name="tokens">The texts, on the parameters' device.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <param name="causal">Whether a token sees only itself and those before it, for guessing the next word.</param>
    public Tensor Text(TokenBatch tokens, Generator? drops = null, bool causal = false) => Text(tokens.Ids, tokens.Mask, drops, causal);

    /// <summary>Keys and values of media for all fusion layers, to be used for as many <see cref="Fuse"/> as there are.</summary>
    /// <param name="media_BNC">B × N × media width.</param>
    /// <param name="mask">B × N, 1 for tokens, 0 for padding; null: all are tokens, as everywhere in the release.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">There are no fusion layers.</exception>
    /// <exception cref="ArgumentException">Tokens of another width.</exception>
    public MediaKeys Media(Tensor media_BNC, Tensor? mask = null)
    {
        if (FusionLayers == 0)
            throw new InvalidOperationException($"This text encoder has no fusion layers: {nameof(Options.FusionLayer)} = {nameof(Options.Depth)} = {Options.Depth}.");
        if (media_BNC.ndim != 3 || media_BNC.shape[2] != Options.MediaWidth)
        {
            throw new ArgumentException(
                $"Media tokens must be B × N × {Options.MediaWidth} ({nameof(TextEncoderOptions.MediaWidth)}); got [{string.Join(", ", media_BNC.shape)}].",
                nameof(media_BNC));
        }
        using var scope = NewDisposeScope();
        var bias = mask is null ? null : ScoreBias.Of(mask, embedding.Words.dtype, hidden: ScoreBias.HiddenMedia);
        return new MediaKeys([.. layers.Skip(Options.FusionLayer).Select(layer => layer.MediaAttention!.Remember(media_BNC))], bias).MoveToOuter(scope);
    }

    /// <summary>The fusion layers: texts read again in the light of media, row by row.</summary>
    /// <param name="states">B × L × C from <see cref="Text(TokenBatch, Generator?, bool)"/>.</param>
    /// <param name="mask">B × L, 1 for tokens, 0 for padding (any type).</param>
    /// <param name="media">B media; null: the layers read the text alone.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <param name="causal">Whether a token sees only itself and those before it (and the whole medium).</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Another number of media than of texts.</exception>
    public Tensor Fuse(Tensor states, Tensor mask, MediaKeys? media, Generator? drops = null, bool causal = false)
    {
        if (media is not null && media.Count != states.shape[0])
            throw new ArgumentException($"There are {states.shape[0]} texts and {media.Count} media; {nameof(MediaKeys)}.{nameof(MediaKeys.Pick)} pairs them.", nameof(media));
        using var scope = NewDisposeScope();
        var bias = Bias(mask, states.shape[1], causal);
        var x = states;
        for (var layer = 0; layer < FusionLayers; layer++) x = layers[Options.FusionLayer + layer].Forward(x, bias, media?.Of(layer), drops);
        return scope.MoveToOuter(ReferenceEquals(x, states) ? states.alias() : x);
    }

    /// <summary>A text as one vector, for public models that have it: tanh(W·state of token 0 + b).</summary>
    /// <param name="states">B × L × C from the last layer.</param>
    /// <returns>B × C, owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no such head.</exception>
    public Tensor Pooled(Tensor states)
    {
        if (pooler is null)
            throw new InvalidOperationException($"This text encoder has no pooling head ({nameof(TextEncoderOptions)}.{nameof(TextEncoderOptions.Pooler)} is false).");
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(pooler.call(states.select(1, 0)).tanh());
    }

    /// <summary>Which word stands at a place: products with the word embeddings. Costs most of a step for large vocabularies, so give it only the
    /// states of places that are asked for.</summary>
    /// <param name="states">… × C.</param>
    /// <returns>… × V logits, owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">There is no such head.</exception>
    public Tensor Words(Tensor states) => head?.call(states, embedding.Words)
        ?? throw new InvalidOperationException($"This text encoder has no word head ({nameof(TextEncoderOptions)}.{nameof(TextEncoderOptions.WordHead)} is false).");

    private BertLayer Layer(int layer, Initializer init) => new(
        new BertLayerOptions(Options.Width, Options.Heads, Options.HiddenWidth, layer < Options.FusionLayer ? null : Options.MediaWidth,
            Options.NormEpsilon, Options.Dropout),
        init);

    private Tensor? Bias(Tensor? mask, long length, bool causal)
    {
        if (mask is null && !causal) return null;
        var words = embedding.Words;
        var pattern = causal ? ScoreBias.Causal(length, words.device) : null;
        return ScoreBias.Of(mask ?? ones(1, length, dtype: words.dtype, device: words.device), words.dtype, pattern);
    }

    private void CheckTexts(TextInput input)
    {
        var given = input.Given.shape;
        if (given.Length != (input.Ids is null ? 3 : 2))
            throw new ArgumentException($"Texts must be B × L numbers or B × L × C vectors; got [{string.Join(", ", given)}].", nameof(input));
        foreach (var other in new[] { input.Mask, input.Positions, input.Types }.OfType<Tensor>().Where(other => !other.shape.SequenceEqual(given[..2])))
        {
            throw new ArgumentException(
                $"Ids, mask, positions and types must all be B × L; got [{string.Join(", ", given[..2])}] and [{string.Join(", ", other.shape)}].", nameof(input));
        }
        if (given[1] > Options.MaxPositions && input.Positions is null)
        {
            throw new ArgumentException(
                $"The texts have {given[1]} tokens, the encoder has positions for {Options.MaxPositions} ({nameof(TextEncoderOptions.MaxPositions)}). "
                + "Tokenise with a smaller limit.", nameof(input));
        }
    }
}
