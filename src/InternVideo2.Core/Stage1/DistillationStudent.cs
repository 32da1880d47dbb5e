using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage1;

/// <summary>
/// The student of stage 1: a video encoder that sees some tokens, and decoders that turn what it made of them into the teachers' features
/// (stage 1, 1.8). Each decoder for middle layers is given the positions of its tokens once more, from tables of its own.
/// </summary>
public sealed class DistillationStudent : nn.Module<Tensor, VisibleTokens, Generator?, StudentFeatures>
{
    private readonly VideoEncoder encoder;
    private readonly TeacherHeads spatial;
    private readonly PositionEmbedding? motionPositions;
    private readonly ModuleList<nn.Module<Tensor, Tensor>>? motionDecoders;
    private readonly IReadOnlyList<int> motionLayers;

    /// <param name="options">Sizes and variants; validated here.</param>
    /// <param name="init">Makes the parameters (stage 1, 1.9); null: seeded with 0, on the CPU.</param>
    public DistillationStudent(DistillationStudentOptions options, Initializer? init = null) : base(nameof(DistillationStudent))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var body = options.Encoder;
        motionLayers = options.MotionWidth > 0 ? options.MotionLayers.For(body.Depth) : [];
        encoder = new VideoEncoder(body, init);
        spatial = new TeacherHeads(body, options.Spatial, init);
        if (options.MotionWidth > 0)
        {
            motionPositions = new PositionEmbedding(body.Positions, body.Grid, body.Width, hasClass: false, init);
            motionDecoders = [.. motionLayers.Select(_ => Decoders.Create(DecoderKind.Mlp, body.Width, options.MotionWidth, options.Norm, init))];
        }
        RegisterComponents();
    }

    public DistillationStudentOptions Options { get; }

    /// <summary>The encoder, which later stages go on with.</summary>
    public VideoEncoder Encoder => encoder;

    /// <param name="frames">B × 3 × F × S × S, normalised.</param>
    /// <param name="visible">The tokens the student sees.</param>
    /// <param name="drops">Generator of the drop-path draws: needed in training mode when the rate is above 0.</param>
    /// <returns>Owned by the caller.</returns>
    public override StudentFeatures forward(Tensor frames, VisibleTokens visible, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var wanted = spatial.Layers.Union(motionLayers).Order().ToArray();
        var output = encoder.call(frames, new EncoderRequest { Visible = visible, Layers = wanted, Drops = drops });
        Tensor LayerOf(int layer) => output.Layers[Array.IndexOf(wanted, layer)];

        var middle = spatial.Middle([.. spatial.Layers.Select(LayerOf)], visible);
        List<Tensor> motion = [];
        if (motionLayers.Count > 0)
        {
            var rows = motionPositions!.Of(visible);
            // Without the class token, which the motion teacher does not have.
            foreach (var (i, layer) in motionLayers.Index())
                motion.Add(motionDecoders![i].call(LayerOf(layer).narrow(1, 1, visible.Count).add(rows)));
        }
        var final = spatial.Final(output.Pooled!);
        scope.MoveToOuter([.. middle, final, .. motion]);
        return new StudentFeatures(middle, final, motion);
    }
}

/// <summary>What a student decoded from the tokens it saw. Owns its tensors.</summary>
/// <param name="Middle">For each spatial layer, ascending: B × (1+K) × C, class token first.</param>
/// <param name="Final">B × D.</param>
/// <param name="Motion">For each motion layer, ascending: B × K × C.</param>
public sealed record StudentFeatures(IReadOnlyList<Tensor> Middle, Tensor Final, IReadOnlyList<Tensor> Motion) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in Middle) tensor.Dispose();
        Final.Dispose();
        foreach (var tensor in Motion) tensor.Dispose();
    }
}
