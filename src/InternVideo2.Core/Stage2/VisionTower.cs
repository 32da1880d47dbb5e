using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>The sizes of a <see cref="VisionTower"/>.</summary>
public sealed record VisionTowerOptions
{
    /// <summary>The video encoder. With <see cref="VideoEncoderOptions.Pictures"/> it takes single pictures, too.</summary>
    public required VideoEncoderOptions Encoder { get; init; }

    /// <summary>
    /// Decoders towards an image teacher, for the alignment of unmasked tokens (stage 2, 7.5). The released models have them whether they use them or
    /// not. Null: there are none.
    /// </summary>
    public TeacherHeadsOptions? Teacher { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Encoder.Validate();
        OptionRange.Check(Encoder.PooledWidth > 0, nameof(VisionTowerOptions), nameof(Encoder) + "." + nameof(Encoder.PooledWidth), Encoder.PooledWidth, "1 or more");
        Teacher?.Validate();
        Teacher?.Layers.For(Encoder.Depth);
    }
}

/// <summary>
/// The vision encoder of stage 2 (stage 2, 2): the video encoder of stage 1 on clips and on single pictures, and what compares it with an image teacher.
/// </summary>
public sealed class VisionTower : nn.Module<Tensor, VisionRequest, VisionOutput>
{
    private readonly VideoEncoder encoder;
    private readonly TeacherHeads? heads;

    /// <param name="options">Sizes; validated here.</param>
    /// <param name="init">Makes the parameters (stage 2, 2.5); null: seeded with 0, on the CPU.</param>
    public VisionTower(VisionTowerOptions options, Initializer? init = null) : base(nameof(VisionTower))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        encoder = new VideoEncoder(options.Encoder, init);
        if (options.Teacher is { } teacher) heads = new TeacherHeads(options.Encoder, teacher, init);
        RegisterComponents();
    }

    public VisionTowerOptions Options { get; }

    /// <summary>The encoder alone, which stage 1 began with and later stages go on with.</summary>
    public VideoEncoder Encoder => encoder;

    /// <param name="frames">B × 3 × F × S × S, or B × 3 × 1 × S × S for pictures; normalised.</param>
    /// <param name="request">What is wanted.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">Features for a teacher are wanted, but there are no decoders.</exception>
    public override VisionOutput forward(Tensor frames, VisionRequest request)
    {
        if (request.ForTeacher && heads is null)
            throw new InvalidOperationException($"This vision tower has no decoders towards a teacher ({nameof(VisionTowerOptions)}.{nameof(VisionTowerOptions.Teacher)} is null).");
        using var scope = NewDisposeScope();
        var output = encoder.call(frames, new EncoderRequest
        {
            Visible = request.Visible,
            Layers = request.ForTeacher ? heads!.Layers : [],
            Drops = request.Drops,
        });
        // Only when they are asked for: the release computes them in every pass.
        var middle = request.ForTeacher ? heads!.Middle(output.Layers, request.Visible, Options.Encoder.IsPicture(frames)) : [];
        var final = request.ForTeacher ? heads!.Final(output.Pooled!).alias() : null;
        scope.MoveToOuter([output.Tokens, output.Pooled!, .. middle, .. final is null ? Array.Empty<Tensor>() : [final]]);
        return new VisionOutput(output.Tokens, output.Pooled!, middle, final);
    }
}

/// <summary>What a <see cref="VisionTower"/> is to do.</summary>
public sealed record VisionRequest
{
    /// <summary>The tokens it sees; null: all.</summary>
    public VisibleTokens? Visible { get; init; }

    /// <summary>Whether features are decoded for a teacher.</summary>
    public bool ForTeacher { get; init; }

    /// <summary>Generator of the drop-path draws: needed in training mode when the rate is above 0.</summary>
    public Generator? Drops { get; init; }
}

/// <summary>What a <see cref="VisionTower"/> made of a batch. Owns its tensors.</summary>
/// <param name="Tokens">B × n × C, class token first; the raw residual stream, no norm.</param>
/// <param name="Pooled">B × pooled width.</param>
/// <param name="Middle">For each layer compared with a teacher, ascending: B × n × teacher width. Empty unless asked for.</param>
/// <param name="Final">B × teacher's final width, if asked for.</param>
public sealed record VisionOutput(Tensor Tokens, Tensor Pooled, IReadOnlyList<Tensor> Middle, Tensor? Final) : IDisposable
{
    public void Dispose()
    {
        Tokens.Dispose();
        Pooled.Dispose();
        foreach (var layer in Middle) layer.Dispose();
        Final?.Dispose();
    }
}
