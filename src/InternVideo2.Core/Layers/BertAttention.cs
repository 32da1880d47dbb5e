using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// BERT's attention with its residual (stage 2, 3.1): LayerNorm(x + W·attention(x, source) + b). Queries come from x, keys and values from a source
/// that is x itself or the tokens of a medium. Keys and values are computed apart from the rest, so that they can be used again.
/// </summary>
public sealed class BertAttention : nn.Module
{
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear projection;
    private readonly LayerNorm norm;
    private readonly SeededDropout weightDropout;
    private readonly SeededDropout outputDropout;
    private readonly DropPath dropPath;
    private readonly int heads;
    private readonly double dropout;

    /// <param name="options">Sizes and rates; the MLP's and the medium's are ignored.</param>
    /// <param name="sourceWidth">Channels of the source.</param>
    /// <param name="init">Makes the parameters.</param>
    public BertAttention(BertLayerOptions options, int sourceWidth, Initializer init) : base(nameof(BertAttention))
    {
        var width = options.Width;
        if (options.Heads < 1 || width % options.Heads != 0)
            throw new ArgumentException($"The width {width} is not divisible by the number of heads {options.Heads}.", nameof(options));
        (heads, dropout) = (options.Heads, options.Dropout);
        query = init.Linear(width, width);
        key = init.Linear(sourceWidth, width);
        value = init.Linear(sourceWidth, width);
        projection = init.Linear(width, width);
        norm = init.LayerNorm(width, options.Epsilon);
        weightDropout = new SeededDropout(dropout);
        outputDropout = new SeededDropout(dropout);
        dropPath = new DropPath(options.DropPath);
        RegisterComponents();
    }

    /// <summary>Keys and values of a source, B × N × source width: each B × h × N × C/h. Owned by the caller.</summary>
    public (Tensor Keys, Tensor Values) Remember(Tensor source)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Split(key.call(source)), Split(value.call(source)));
    }

    /// <summary>Attention to <paramref name="keys"/> and <paramref name="values"/>, residual and norm.</summary>
    /// <param name="x">B × L × C.</param>
    /// <param name="keys">B × h × N × C/h.</param>
    /// <param name="values">B × h × N × C/h.</param>
    /// <param name="bias">Added to the scores, broadcastable to B × h × L × N; null: nothing.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when p is above 0.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Attend(Tensor x, Tensor keys, Tensor values, Tensor? bias, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var mixed = Mix(Split(query.call(x)), keys, values, bias, drops).transpose(1, 2).reshape(x.shape);
        return scope.MoveToOuter(norm.call(dropPath.call(outputDropout.call(projection.call(mixed), drops), drops).add(x)));
    }

    /// <summary>Attention of tokens to one another.</summary>
    /// <inheritdoc cref="Attend"/>
    public Tensor AttendToSelf(Tensor x, Tensor? bias, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = Remember(x);
        return scope.MoveToOuter(Attend(x, keys, values, bias, drops));
    }

    /// <summary>How much each token attends to what of the source, without dropout.</summary>
    /// <param name="x">B × L × C.</param>
    /// <param name="keys">B × h × N × C/h.</param>
    /// <param name="bias">As for <see cref="Attend"/>.</param>
    /// <returns>B × h × L × N, rows summing to 1; owned by the caller.</returns>
    public Tensor Weights(Tensor x, Tensor keys, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var scores = Scores(Split(query.call(x)), keys, bias);
        return scope.MoveToOuter(scores.softmax(-1));
    }

    private static Tensor Scores(Tensor queries, Tensor keys, Tensor? bias)
    {
        var scores = queries.mul(Math.Pow(queries.shape[^1], -0.5)).matmul(keys.transpose(-2, -1));
        return bias is null ? scores : scores.add(bias);
    }

    private Tensor Mix(Tensor queries, Tensor keys, Tensor values, Tensor? bias, Generator? drops)
    {
        if (!training || dropout == 0) return nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask: bias);
        // The library's own dropout of the weights takes no generator.
        return weightDropout.call(Scores(queries, keys, bias).softmax(-1), drops).matmul(values);
    }

    /// <summary>B N C → B h N d.</summary>
    // The real TorchSharp takes no axis counted from the end here.
    private Tensor Split(Tensor x) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);
}
