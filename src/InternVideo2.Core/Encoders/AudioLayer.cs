using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What is the same for all layers of one pass.</summary>
/// <param name="DistanceBias">h × (2N − 1), bias of each distance; null without relative positions.</param>
/// <param name="Bias">h × N × N, the same spread out; null where that would be too large.</param>
/// <param name="Padding">B × N bool, true where a token is padding; null: nowhere.</param>
/// <param name="Drops">Generator of dropout draws.</param>
internal sealed record AudioContext(Tensor? DistanceBias, Tensor? Bias, Tensor? Padding, Generator? Drops);

/// <summary>
/// A layer of the audio encoder (stage 2, 4.3). Norms behind the sums: x ← LN(α·x + Attn x), x ← LN(α·x + MLP x); or before the branches:
/// x ← x + Attn(LN x), x ← x + MLP(LN x).
/// </summary>
internal sealed class AudioLayer : nn.Module<Tensor, AudioContext, Tensor>
{
    private const double NormEpsilon = 1e-5;

    private readonly GatedRelativeAttention attention;
    private readonly LayerNorm attentionNorm;
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly LayerNorm mlpNorm;
    private readonly SeededDropout dropout;
    private readonly SeededDropout hiddenDropout;
    private readonly double residualScale;
    private readonly bool normFirst;

    public AudioLayer(AudioEncoderOptions options, Initializer init) : base(nameof(AudioLayer))
    {
        (normFirst, residualScale) = (options.NormFirst, options.ResidualScale);
        var gain = options.DeepNorm ? Math.Pow(8.0 * options.Depth, -0.25) : (double?)null;
        attention = new GatedRelativeAttention(options.Width, options.Heads, options is { GatedBias: true, Buckets: > 0 }, options.AttentionDropout, gain, init);
        attentionNorm = init.LayerNorm(options.Width, NormEpsilon);
        expand = XavierLinear(init, options.Width, options.HiddenWidth, gain);
        contract = XavierLinear(init, options.HiddenWidth, options.Width, gain);
        mlpNorm = init.LayerNorm(options.Width, NormEpsilon);
        (dropout, hiddenDropout) = (new SeededDropout(options.Dropout), new SeededDropout(options.HiddenDropout));
        RegisterComponents();
    }

    /// <param name="x">B × N × C.</param>
    /// <param name="context">Of this pass.</param>
    /// <returns>B × N × C. Owned by the caller.</returns>
    public override Tensor forward(Tensor x, AudioContext context)
    {
        using var scope = NewDisposeScope();
        x = Join(x, attentionNorm, y => attention.Attend(y, context), context);
        return scope.MoveToOuter(Join(x, mlpNorm, y => Mlp(y, context), context));
    }

    /// <summary>Xavier-normal with a gain where there is one (deep norm), else normal with deviation 0.02; the bias is zero.</summary>
    internal static Linear XavierLinear(Initializer init, long inputs, long outputs, double? gain) =>
        init.Linear(inputs, outputs, std: gain is { } g ? g * Math.Sqrt(2.0 / (inputs + outputs)) : 0.02);

    private Tensor Join(Tensor x, LayerNorm norm, Func<Tensor, Tensor> branch, AudioContext context)
    {
        if (normFirst) return x.add(dropout.call(branch(norm.call(x)), context.Drops));
        return norm.call(dropout.call(branch(x), context.Drops).add(x, residualScale));
    }

    private Tensor Mlp(Tensor x, AudioContext context) => contract.call(hiddenDropout.call(Gelu.After(expand, x, GeluForm.Erf), context.Drops));
}
