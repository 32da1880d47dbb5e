using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>What maps student features into a teacher's space (stage 1, 1.8).</summary>
public enum DecoderKind
{
    /// <summary><see cref="LinearDecoder"/>.</summary>
    Linear,

    /// <summary><see cref="MlpDecoder"/>.</summary>
    Mlp,
}

internal static class Decoders
{
    /// <summary>ε of the LayerNorms.</summary>
    public const double NormEpsilon = 1e-5;

    public static nn.Module<Tensor, Tensor> Create(DecoderKind kind, int width, int targetWidth, FeatureNorm norm, Initializer init) =>
        kind == DecoderKind.Linear ? new LinearDecoder(width, targetWidth, norm, init) : new MlpDecoder(width, targetWidth, norm, init);
}

/// <summary>Linear, LayerNorm, unit length.</summary>
public sealed class LinearDecoder : nn.Module<Tensor, Tensor>
{
    private readonly Linear head;
    private readonly LayerNorm norm;
    private readonly FeatureNorm features;

    /// <param name="width">Student channels.</param>
    /// <param name="targetWidth">Teacher channels.</param>
    /// <param name="features">Whether the result has unit length.</param>
    /// <param name="init">Makes the parameters.</param>
    public LinearDecoder(int width, int targetWidth, FeatureNorm features, Initializer init) : base(nameof(LinearDecoder))
    {
        this.features = features;
        head = init.Linear(width, targetWidth);
        norm = init.LayerNorm(targetWidth, Decoders.NormEpsilon);
        RegisterComponents();
    }

    /// <param name="x">… × width.</param>
    /// <returns>… × targetWidth.</returns>
    public override Tensor forward(Tensor x) => UnitLength.After(norm, Decoders.NormEpsilon, head.call(x), features);
}

/// <summary>Linear, GELU (erf), linear, LayerNorm, unit length.</summary>
public sealed class MlpDecoder : nn.Module<Tensor, Tensor>
{
    private readonly Linear expand;
    private readonly Linear contract;
    private readonly LayerNorm norm;
    private readonly FeatureNorm features;

    /// <inheritdoc cref="LinearDecoder(int, int, FeatureNorm, Initializer)"/>
    public MlpDecoder(int width, int targetWidth, FeatureNorm features, Initializer init) : base(nameof(MlpDecoder))
    {
        this.features = features;
        expand = init.Linear(width, width);
        contract = init.Linear(width, targetWidth);
        norm = init.LayerNorm(targetWidth, Decoders.NormEpsilon);
        RegisterComponents();
    }

    /// <inheritdoc cref="LinearDecoder.forward"/>
    public override Tensor forward(Tensor x) =>
        UnitLength.After(norm, Decoders.NormEpsilon, contract.call(Gelu.After(expand, x, GeluForm.Erf)), features);
}
