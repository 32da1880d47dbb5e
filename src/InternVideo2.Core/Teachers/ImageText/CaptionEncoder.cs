using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>A small text transformer: word vectors, positions, blocks, attention pooling.</summary>
public sealed class CaptionEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Parameter words;
    private readonly Parameter positions;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly AttentionPool pool;

    /// <param name="options">Sizes; validated by <see cref="ImageTextModel"/>.</param>
    /// <param name="vocabulary">How many words there are, and how long captions get.</param>
    /// <param name="init">Makes the parameters.</param>
    public CaptionEncoder(ImageTextOptions options, CaptionVocabulary vocabulary, Initializer init) : base(nameof(CaptionEncoder))
    {
        var width = options.TextWidth;
        words = init.Normal(0.02, vocabulary.Count, width);
        positions = init.Normal(0.02, 1, vocabulary.Length, width);
        var block = new TransformerBlockOptions(new AttentionOptions(width, options.TextHeads), 4 * width) { LayerScaleInit = 0 };
        blocks = [.. Enumerable.Range(0, options.TextDepth).Select(layer => new TransformerBlock(block, layer, 0, init))];
        pool = new AttentionPool(width, options.TextHeads, options.Image.Encoder.PooledWidth, init);
        RegisterComponents();
    }

    /// <param name="numbers">B × L int64, word numbers of a <see cref="CaptionVocabulary"/>.</param>
    /// <returns>B × pooled width of the image tower. Owned by the caller.</returns>
    public override Tensor forward(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var tokens = words.index_select(0, numbers.flatten()).view(numbers.shape[0], numbers.shape[1], -1).add(positions);
        return scope.MoveToOuter(pool.call(BlockStack.Run(blocks, tokens, [], null).Last));
    }
}
