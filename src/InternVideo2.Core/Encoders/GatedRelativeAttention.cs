using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// Self-attention whose scores get a bias of the distance between query and key, which each query may gate in each head (stage 2, 4.3):
/// (a, b) = σ of two sums of a linear map of the query; factor a·(b·γ − 1) + 2.
/// </summary>
internal sealed class GatedRelativeAttention : nn.Module
{
    private const int GateWidth = 8;

    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear projection;
    private readonly Linear? gate;
    private readonly Parameter? gateScale; // 1 × h × 1 × 1
    private readonly int heads;
    private readonly double dropoutRate;

    /// <param name="width">C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">h.</param>
    /// <param name="gated">Whether queries gate the bias.</param>
    /// <param name="dropoutRate">Of attention weights, in [0, 1).</param>
    /// <param name="gain">Of value and output matrices under deep norm, whose query and key matrices have gain 1; null without.</param>
    /// <param name="init">Makes the parameters.</param>
    public GatedRelativeAttention(int width, int heads, bool gated, double dropoutRate, double? gain, Initializer init) : base(nameof(GatedRelativeAttention))
    {
        (this.heads, this.dropoutRate) = (heads, dropoutRate);
        double? plain = gain is null ? null : 1;
        query = AudioLayer.XavierLinear(init, width, width, plain);
        key = AudioLayer.XavierLinear(init, width, width, plain);
        value = AudioLayer.XavierLinear(init, width, width, gain);
        projection = AudioLayer.XavierLinear(init, width, width, gain);
        if (gated)
        {
            gate = init.Linear(width / heads, GateWidth);
            gateScale = init.Constant(1, 1, heads, 1, 1);
        }
        RegisterComponents();
    }

    /// <param name="x">B × N × C.</param>
    /// <param name="context">Bias, padding and draws.</param>
    /// <returns>B × N × C. Owned by the caller.</returns>
    public Tensor Attend(Tensor x, AudioContext context)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Split(query.call(x)), Split(key.call(x)), Split(value.call(x))); // B h N d
        var inputs = new BiasedAttentionInputs(q, k, v)
        {
            Distances = context.DistanceBias,
            Bias = context.Bias,
            Factor = context.DistanceBias is null ? null : Factor(q),
            Padding = context.Padding,
            DropoutRate = training ? dropoutRate : 0,
            Drops = context.Drops,
        };
        var mixed = BiasedAttention.Mix(inputs); // B h N d
        return scope.MoveToOuter(projection.call(mixed.transpose(1, 2).flatten(2)));
    }

    /// <summary>B × h × N × 1; null without a gate.</summary>
    private Tensor? Factor(Tensor q)
    {
        if (gate is null || gateScale is null) return null;
        var gates = gate.call(q).unflatten(3, 2, GateWidth / 2).sum(-1).sigmoid().chunk(2, -1);
        return gates[0].mul(gates[1].mul(gateScale).sub(1)).add(2);
    }

    /// <summary>B N C → B h N d.</summary>
    private Tensor Split(Tensor x) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);
}
