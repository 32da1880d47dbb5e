using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>Which of the three packed projections have a bias.</summary>
public enum QkvBias
{
    None,

    /// <summary>One vector of 3C.</summary>
    All,

    /// <summary>Vectors for query and value; the key's is fixed to zero (stage 1, 2.2).</summary>
    QueryAndValue,
}

/// <summary>What attends to what.</summary>
public enum AttentionForm
{
    /// <summary>Tokens attend to tokens, separately in each head.</summary>
    Standard,

    /// <summary>
    /// The released stage-1 code taken literally (stage 1, 2.2): the heads of each single token attend to one another, and the result is read back
    /// in head-major order. Only for reproducing what that code computed.
    /// </summary>
    AcrossHeads,
}

/// <summary>How an <see cref="Attention"/> is built.</summary>
/// <param name="Width">C, size of the last axis.</param>
/// <param name="Heads">h, divides C.</param>
public sealed record AttentionOptions(int Width, int Heads)
{
    public QkvBias QkvBias { get; init; } = QkvBias.None;

    /// <summary>RMSNorm of query and key over the full width, before the split into heads.</summary>
    public bool QkNorm { get; init; } = true;

    /// <summary>ε of the two norms.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    public AttentionForm Form { get; init; } = AttentionForm.Standard;

    /// <summary>Whether a token attends only to itself and those before it.</summary>
    public bool Causal { get; init; }
}

/// <summary>
/// Multi-head self-attention: one packed projection to (query | key | value), scores q·kᵀ/√d per head, softmax, linear (stage 1, 1.5). No
/// dropout, no mask but the causal one.
/// </summary>
public sealed class Attention : nn.Module<Tensor, Tensor>
{
    private readonly Parameter? queryBias;
    private readonly Parameter? valueBias;
    private readonly Linear qkv;
    private readonly Linear projection;
    private readonly RmsNorm? queryNorm;
    private readonly RmsNorm? keyNorm;
    private readonly AttentionOptions options;

    /// <param name="options">Sizes and variants.</param>
    /// <param name="outputStd">Standard deviation of the output projection at the start; deeper blocks have smaller ones.</param>
    /// <param name="init">Makes the parameters.</param>
    public Attention(AttentionOptions options, double outputStd, Initializer init) : base(nameof(Attention))
    {
        if (options.Heads < 1 || options.Width % options.Heads != 0)
            throw new ArgumentException($"The width {options.Width} is not divisible by the number of heads {options.Heads}.", nameof(options));
        this.options = options;
        var width = options.Width;
        if (options.QkvBias == QkvBias.QueryAndValue) (queryBias, valueBias) = (init.Constant(0, width), init.Constant(0, width));
        qkv = init.Linear(width, 3 * width, bias: options.QkvBias == QkvBias.All);
        projection = init.Linear(width, width, std: outputStd);
        if (options.QkNorm)
        {
            queryNorm = new RmsNorm(width, options.NormEpsilon, init);
            keyNorm = new RmsNorm(width, options.NormEpsilon, init);
        }
        RegisterComponents();
    }

    /// <param name="x">B × L × C.</param>
    /// <returns>B × L × C.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var packed = Project(x).chunk(3, -1);
        var query = Split(queryNorm?.call(packed[0]) ?? packed[0]);
        var key = Split(keyNorm?.call(packed[1]) ?? packed[1]);
        var value = Split(packed[2]);
        var mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: options.Causal);
        // B H L D, or B L H D across heads; the literal form re-reads its head-major memory as tokens.
        return scope.MoveToOuter(projection.call(mixed.transpose(1, 2).reshape(x.shape)));
    }

    private Tensor Project(Tensor x)
    {
        if (queryBias is null || valueBias is null) return qkv.call(x);
        using var noKeyBias = zeros_like(queryBias);
        return nn.functional.linear(x, qkv.weight, cat([queryBias, noKeyBias, valueBias]));
    }

    /// <summary>B L C → B H L D, the two middle axes left as they are across heads.</summary>
    private Tensor Split(Tensor x)
    {
        // The real TorchSharp takes no axis counted from the end here.
        var heads = x.unflatten(2, options.Heads, options.Width / options.Heads);
        return options.Form == AttentionForm.Standard ? heads.transpose(1, 2) : heads;
    }
}
