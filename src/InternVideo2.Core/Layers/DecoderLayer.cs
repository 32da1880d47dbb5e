using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>How a <see cref="DecoderLayer"/> is built.</summary>
/// <param name="Width">C.</param>
/// <param name="Heads">Attention heads of the queries.</param>
/// <param name="KeyHeads">Heads of keys and values, a divisor of <paramref name="Heads"/>: each serves as many consecutive heads of queries.</param>
/// <param name="HeadWidth">d, channels of a head; even. Need not be C/heads.</param>
/// <param name="HiddenWidth">Width inside the gated MLP.</param>
/// <param name="Epsilon">ε of the norms.</param>
/// <param name="Adapter">Sizes of the adapters; null: none.</param>
/// <param name="Targets">Which matrices have one.</param>
public sealed record DecoderLayerOptions(
    int Width, int Heads, int KeyHeads, int HeadWidth, int HiddenWidth, double Epsilon, LowRankOptions? Adapter = null,
    AdapterTargets Targets = AdapterTargets.QueryAndValue);

/// <summary>
/// A layer of a LLaMA language model (stage 2, 16.2; stage 3, 5.1), pre-norm: x + W·attention(RMSNorm x) with rotary positions, causal; then
/// x + W·(SiLU(gate) ⊙ value) of RMSNorm x. No biases.
/// </summary>
public sealed class DecoderLayer : nn.Module
{
    private readonly RmsNorm norm1;
    private readonly LowRankLinear query;
    private readonly LowRankLinear key;
    private readonly LowRankLinear value;
    private readonly LowRankLinear projection;
    private readonly RmsNorm norm2;
    private readonly LowRankLinear gate;
    private readonly LowRankLinear expand;
    private readonly LowRankLinear contract;
    private readonly DecoderLayerOptions options;

    /// <param name="options">Sizes.</param>
    /// <param name="init">Makes the parameters.</param>
    public DecoderLayer(DecoderLayerOptions options, Initializer init) : base(nameof(DecoderLayer))
    {
        this.options = options;
        var (width, hidden) = (options.Width, options.HiddenWidth);
        var (mixed, shared) = (options.Heads * options.HeadWidth, options.KeyHeads * options.HeadWidth);
        LowRankLinear Linear(int inputs, int outputs, AdapterTargets target) =>
            new(inputs, outputs, options.Targets.HasFlag(target) ? options.Adapter : null, init);
        (norm1, norm2) = (new RmsNorm(width, options.Epsilon, init), new RmsNorm(width, options.Epsilon, init));
        query = Linear(width, mixed, AdapterTargets.Query);
        key = Linear(width, shared, AdapterTargets.Key);
        value = Linear(width, shared, AdapterTargets.Value);
        projection = Linear(mixed, width, AdapterTargets.Projection);
        gate = Linear(width, hidden, AdapterTargets.Gate);
        expand = Linear(width, hidden, AdapterTargets.Expand);
        contract = Linear(hidden, width, AdapterTargets.Contract);
        RegisterComponents();
    }

    /// <summary>The weights of the norms before attention and before the gated MLP.</summary>
    internal IReadOnlyList<Tensor> Norms => [norm1.Weight, norm2.Weight];

    /// <summary>The matrices, in the order of <see cref="AdapterTargets"/>.</summary>
    internal IReadOnlyList<LowRankLinear> Matrices => [query, key, value, projection, gate, expand, contract];

    /// <param name="x">B × L × C.</param>
    /// <param name="positions">Of the L tokens.</param>
    /// <param name="bias">
    /// Added to the scores, broadcastable to B × heads × L × (cached + L); null: every token sees all that are cached, and of the new ones itself and
    /// those before it.
    /// </param>
    /// <param name="cache">Keys and values of the tokens before; gets those of the new ones. Null: there are none, and none are kept.</param>
    /// <param name="drops">Generator of the adapters' dropout draws; needed in training mode when they have any.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Forward(Tensor x, RotaryPositions positions, Generator? drops, Tensor? bias = null, LayerCache? cache = null)
    {
        using var scope = NewDisposeScope();
        var seen = norm1.call(x);
        var q = positions.Turn(Split(query.call(seen, drops), options.Heads));
        var (keys, values) = (positions.Turn(Split(key.call(seen, drops), options.KeyHeads)), Split(value.call(seen, drops), options.KeyHeads));
        if (cache is not null) (keys, values) = cache.Append(keys, values);
        x = x.add(projection.call(Mix(q, keys, values, bias).transpose(1, 2).flatten(2), drops));
        seen = norm2.call(x);
        var hidden = nn.functional.silu(gate.call(seen, drops)).mul(expand.call(seen, drops));
        return scope.MoveToOuter(x.add(contract.call(hidden, drops)));
    }

    /// <summary>Queries B h L d, keys and values B k T d → B h L d.</summary>
    private Tensor Mix(Tensor queries, Tensor keys, Tensor values, Tensor? bias)
    {
        var (length, source) = (queries.shape[2], keys.shape[2]);
        var group = options.Heads / options.KeyHeads;
        if (length == 1)
        {
            // The queries of a group stand in for positions: one product with the shared keys, no copies of them.
            var grouped = queries.reshape(queries.shape[0], options.KeyHeads, group, options.HeadWidth);
            return nn.functional.scaled_dot_product_attention(grouped, keys, values, attn_mask: bias).reshape(queries.shape);
        }
        if (bias is null && length < source) bias = CausalMask.Bias(length, source, null, null, queries);
        return nn.functional.scaled_dot_product_attention(queries, Repeat(keys, group), Repeat(values, group), attn_mask: bias, is_casual: bias is null);
    }

    /// <summary>B k T d → B k·group T d, each head as often as queries share it.</summary>
    private static Tensor Repeat(Tensor x, long group) =>
        group == 1 ? x : x.unsqueeze(2).expand(x.shape[0], x.shape[1], group, x.shape[2], x.shape[3]).flatten(1, 2);

    /// <summary>B L heads·d → B heads L d.</summary>
    private Tensor Split(Tensor x, long heads) => x.unflatten(2, heads, options.HeadWidth).transpose(1, 2);
}
