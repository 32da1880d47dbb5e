using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>How a <see cref="DecoderLayer"/> is built.</summary>
/// <param name="Width">C. A multiple of 2·<paramref name="Heads"/>.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="HiddenWidth">Width inside the gated MLP.</param>
/// <param name="Epsilon">ε of the norms.</param>
/// <param name="Adapter">Adapters of queries and values; null: none.</param>
public sealed record DecoderLayerOptions(int Width, int Heads, int HiddenWidth, double Epsilon, LowRankOptions? Adapter);

/// <summary>
/// A layer of a LLaMA language model (stage 2, 16.2), pre-norm: x + W·attention(RMSNorm x) with rotary positions, causal; then
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
    private readonly int heads;

    /// <param name="options">Sizes.</param>
    /// <param name="init">Makes the parameters.</param>
    public DecoderLayer(DecoderLayerOptions options, Initializer init) : base(nameof(DecoderLayer))
    {
        var (width, hidden) = (options.Width, options.HiddenWidth);
        heads = options.Heads;
        LowRankLinear Linear(int inputs, int outputs, bool adapted = false) => new(inputs, outputs, adapted ? options.Adapter : null, init);
        (norm1, norm2) = (new RmsNorm(width, options.Epsilon, init), new RmsNorm(width, options.Epsilon, init));
        (query, key, value) = (Linear(width, width, adapted: true), Linear(width, width), Linear(width, width, adapted: true));
        projection = Linear(width, width);
        (gate, expand, contract) = (Linear(width, hidden), Linear(width, hidden), Linear(hidden, width));
        RegisterComponents();
    }

    /// <param name="x">B × L × C.</param>
    /// <param name="positions">Of L positions.</param>
    /// <param name="drops">Generator of the adapters' dropout draws; needed in training mode when they have any.</param>
    /// <returns>B × L × C, owned by the caller.</returns>
    public Tensor Forward(Tensor x, RotaryPositions positions, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var seen = norm1.call(x);
        var (q, k) = (positions.Turn(Split(query.call(seen, drops))), positions.Turn(Split(key.call(seen, drops))));
        var mixed = nn.functional.scaled_dot_product_attention(q, k, Split(value.call(seen, drops)), is_casual: true);
        x = x.add(projection.call(mixed.transpose(1, 2).reshape(x.shape), drops));
        seen = norm2.call(x);
        var hidden = nn.functional.silu(gate.call(seen, drops)).mul(expand.call(seen, drops));
        return scope.MoveToOuter(x.add(contract.call(hidden, drops)));
    }

    /// <summary>B L C → B h L d.</summary>
    private Tensor Split(Tensor x) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);
}
