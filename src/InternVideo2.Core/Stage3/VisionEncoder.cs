using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>A vision encoder whose tokens a Q-Former looks at: the residual stream after the last block that is used, without a norm (stage 3, 2).</summary>
public sealed class VisionEncoder : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly VideoEncoder? video;
    private readonly UmtEncoder? umt;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public VisionEncoder(VisionEncoderOptions options, Initializer? init = null) : base(nameof(VisionEncoder))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        if (options.Video is { } sizes) video = new VideoEncoder(sizes, init);
        if (options.Umt is { } others) umt = new UmtEncoder(others, init);
        RegisterComponents();
    }

    public VisionEncoderOptions Options { get; }

    /// <summary>InternVideo2's encoder, with which stages 1 and 2 began; null with the other one.</summary>
    public VideoEncoder? Video => video;

    /// <summary>VideoChat2's encoder; null with the other one.</summary>
    public UmtEncoder? Umt => umt;

    /// <param name="frames">B × 3 × T × S × S, normalised; T = 1 for pictures.</param>
    /// <param name="drops">Generator of the drop-path draws; needed in training mode when the rate is above 0.</param>
    /// <returns>B × N × C, owned by the caller; InternVideo2's class token first.</returns>
    public override Tensor forward(Tensor frames, Generator? drops)
    {
        if (umt is not null) return umt.call(frames, drops);
        using var output = video!.call(frames, new EncoderRequest { Pool = false, Drops = drops });
        return output.Tokens.alias();
    }
}
