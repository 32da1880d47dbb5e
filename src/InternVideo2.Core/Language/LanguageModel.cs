using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Language;

/// <summary>
/// A language model of the LLaMA and Mistral families (stage 3, 5.1): causal layers with rotary positions over embeddings of words, or of anything
/// that stands where words could; a head says which word comes next.
/// </summary>
public sealed partial class LanguageModel : nn.Module
{
    private readonly Parameter words;
    private readonly ModuleList<DecoderLayer> layers;
    private readonly RmsNorm norm;
    private readonly LowRankLinear? head;
    private readonly LowRankAdapter? tiedHeadAdapter;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public LanguageModel(LanguageModelOptions options, Initializer? init = null) : base(nameof(LanguageModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        words = init.Normal(0.02, options.VocabularySize, options.Width);
        var layer = new DecoderLayerOptions(options.Width, options.Heads, options.KeyHeadCount, options.ChannelsPerHead, options.HiddenWidth,
            options.NormEpsilon, options.Adapter, options.AdapterTargets);
        layers = [.. Enumerable.Range(0, options.Depth).Select(_ => new DecoderLayer(layer, init))];
        norm = new RmsNorm(options.Width, options.NormEpsilon, init);
        var headAdapter = options.AdapterTargets.HasFlag(AdapterTargets.Head) ? options.Adapter : null;
        if (!options.TiedHead) head = new LowRankLinear(options.Width, options.VocabularySize, headAdapter, init);
        else if (headAdapter is not null) tiedHeadAdapter = new LowRankAdapter(options.Width, options.VocabularySize, headAdapter, init);
        RegisterComponents();
    }

    public LanguageModelOptions Options { get; }

    /// <summary>The parameters' device.</summary>
    public Device Device => words.device;

    internal IReadOnlyList<DecoderLayer> Layers => [.. layers];

    /// <summary>The weight of the norm before the head.</summary>
    internal Tensor LastNorm => norm.Weight;

    /// <summary>The head's matrix, and its adapter while that is no part of the matrix.</summary>
    internal (Tensor Weight, LowRankAdapter? Adapter) Head => head is null ? (words, tiedHeadAdapter) : (head.Weight, head.Merged ? null : head.Adapter);

    /// <param name="ids">… token numbers, int64, on the parameters' device, each from 0 to V−1.</param>
    /// <returns>… × C, owned by the caller.</returns>
    public Tensor Embed(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(words.index_select(0, ids.flatten()).view([.. ids.shape, Options.Width]));
    }

    /// <summary>What the layers make of a sequence, after the final norm.</summary>
    /// <param name="embeddings_BLC">From <see cref="Embed"/>, or anything else of this width; with a cache only the new tokens.</param>
    /// <param name="mask_BL">
    /// 1 for tokens, 0 for padding (any type), with a cache for the cached columns and the new ones together; null: all are tokens. Rows of padding get
    /// finite values without a meaning. Padding on the right is not seen by what stands before it even without a mask.
    /// </param>
    /// <param name="positions_BL">Position of each new token; null: counted from the number of cached columns, padding included.</param>
    /// <param name="cache">Has the tokens before, and gets the new ones; null: there are none before. Nothing is learned through what is cached.</param>
    /// <param name="drops">Generator of the adapters' dropout draws; needed in training mode when they have any.</param>
    /// <param name="cancellation">Ends the work before the next layer; a cache is then of no further use.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Embeddings of another width, a mask or positions of another batch or length, a cache of another depth or batch.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Tensor States(
        Tensor embeddings_BLC, Tensor? mask_BL = null, Tensor? positions_BL = null, KeyValueCache? cache = null, Generator? drops = null,
        CancellationToken cancellation = default) => Run(embeddings_BLC, mask_BL, positions_BL, cache, drops, null, cancellation);

    /// <summary>The input of each layer, and last what <see cref="States"/> returns: depth + 1 times B × L × C, owned by the caller.</summary>
    /// <inheritdoc cref="States"/>
    public IReadOnlyList<Tensor> AllStates(Tensor embeddings_BLC, Tensor? mask_BL = null, Tensor? positions_BL = null)
    {
        List<Tensor> all = [];
        var last = Run(embeddings_BLC, mask_BL, positions_BL, null, null, all);
        return [.. all, last];
    }

    /// <summary>
    /// Which word comes next. With large vocabularies this costs as much as several layers: give it only the states that are asked for.
    /// </summary>
    /// <param name="states">… × C from <see cref="States"/>.</param>
    /// <param name="drops">Generator of the adapter's dropout draws; needed in training mode when the head has one.</param>
    /// <returns>… × V logits, owned by the caller.</returns>
    public Tensor Words(Tensor states, Generator? drops = null)
    {
        if (head is not null) return head.call(states, drops);
        if (tiedHeadAdapter is null) return nn.functional.linear(states, words);
        using var plain = nn.functional.linear(states, words);
        return tiedHeadAdapter.AddTo(plain, states, drops);
    }

    private Tensor Run(
        Tensor embeddings, Tensor? mask, Tensor? positions, KeyValueCache? cache, Generator? drops, List<Tensor>? inputs,
        CancellationToken cancellation = default)
    {
        CheckShapes(embeddings, mask, positions, cache);
        using var scope = NewDisposeScope();
        var (length, past) = (embeddings.shape[1], cache?.Length ?? 0);
        using var rotary = positions is null
            ? new RotaryPositions(past, length, Options.ChannelsPerHead, Options.RotaryBase, embeddings)
            : new RotaryPositions(positions, Options.ChannelsPerHead, Options.RotaryBase, embeddings);
        var windowed = Options.Window < past + length;
        var bias = mask is null && !windowed ? null : CausalMask.Bias(length, past + length, mask, windowed ? Options.Window : null, embeddings);
        var x = embeddings;
        for (var layer = 0; layer < layers.Count; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            inputs?.Add(x.alias());
            x = layers[layer].Forward(x, rotary, drops, bias, cache?.Of(layer));
        }
        if (inputs is not null) scope.MoveToOuter([.. inputs]);
        return scope.MoveToOuter(norm.call(x));
    }

    private void CheckShapes(Tensor embeddings, Tensor? mask, Tensor? positions, KeyValueCache? cache)
    {
        if (embeddings.ndim != 3 || embeddings.shape[2] != Options.Width)
        {
            throw new ArgumentException(
                $"The embeddings are [{string.Join(", ", embeddings.shape)}]; expected batch × length × {Options.Width} ({nameof(LanguageModelOptions.Width)}).", nameof(embeddings));
        }
        var (batch, length) = (embeddings.shape[0], embeddings.shape[1]);
        var columns = (cache?.Length ?? 0) + length;
        if (mask is not null && !mask.shape.SequenceEqual([batch, columns]))
            throw new ArgumentException($"The mask is [{string.Join(", ", mask.shape)}]; expected {batch} × {columns}, cached tokens first.", nameof(mask));
        if (positions is not null && !positions.shape.SequenceEqual([batch, length]))
            throw new ArgumentException($"The positions are [{string.Join(", ", positions.shape)}]; expected {batch} × {length}, one for each new token.", nameof(positions));
        if (cache is not null && cache.Depth != Options.Depth)
            throw new ArgumentException($"The cache has {cache.Depth} layers, the model {Options.Depth}.", nameof(cache));
        if (cache?.Batch is { } kept && kept != batch)
            throw new ArgumentException($"The cache holds {kept} texts, the embeddings are of {batch}.", nameof(cache));
    }
}
