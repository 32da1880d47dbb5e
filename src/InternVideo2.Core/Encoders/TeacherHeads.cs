using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>How <see cref="TeacherHeads"/> are built. The defaults fit InternVL-6B.</summary>
public sealed record TeacherHeadsOptions
{
    /// <summary>Layers of the encoder decoded towards the teacher.</summary>
    public LayerSelection Layers { get; init; } = LayerSelection.Last(6);

    /// <summary>Channels of the teacher's middle features. 1 or more.</summary>
    public int Width { get; init; } = 3200;

    /// <summary>Size of its final features; 0: the pooled vector is returned as it is, without a decoder.</summary>
    public int FinalWidth { get; init; } = 768;

    public DecoderKind Decoder { get; init; } = DecoderKind.Linear;

    /// <summary>Whether decoded features have unit length.</summary>
    public FeatureNorm Norm { get; init; } = FeatureNorm.L2;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Width >= 1, nameof(TeacherHeadsOptions), nameof(Width), Width, "1 or more");
        OptionRange.Check(FinalWidth >= 0, nameof(TeacherHeadsOptions), nameof(FinalWidth), FinalWidth, "0 (no decoder) or more");
    }
}

/// <summary>
/// What turns the features of an encoder into those of a teacher of what is seen (stage 1, 1.8; stage 2, 2.3): each layer is given the positions of its
/// tokens once more, from a table of this module's own, and has a decoder; so has the pooled vector.
/// </summary>
public sealed class TeacherHeads : nn.Module
{
    private readonly PositionEmbedding positions;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> decoders;
    private readonly nn.Module<Tensor, Tensor>? final;

    /// <param name="body">The encoder's sizes.</param>
    /// <param name="options">The teacher's; validated here.</param>
    /// <param name="init">Makes the parameters.</param>
    public TeacherHeads(VideoEncoderOptions body, TeacherHeadsOptions options, Initializer init) : base(nameof(TeacherHeads))
    {
        options.Validate();
        Layers = options.Layers.For(body.Depth);
        positions = new PositionEmbedding(body.Positions, body.Grid, body.Width, hasClass: true, init, body.Pictures);
        decoders = [.. Layers.Select(_ => Decoders.Create(options.Decoder, body.Width, options.Width, options.Norm, init))];
        if (options.FinalWidth > 0) final = Decoders.Create(options.Decoder, body.PooledWidth, options.FinalWidth, options.Norm, init);
        RegisterComponents();
    }

    /// <summary>The layers to ask the encoder for, ascending. The first decoder belongs to the shallowest.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>Decodes the outputs of <see cref="Layers"/>.</summary>
    /// <param name="layers">B × n × C after each of them, class token first.</param>
    /// <param name="visible">The tokens the encoder saw; null: all.</param>
    /// <param name="picture">Whether these are single pictures.</param>
    /// <returns>For each layer B × n × teacher width, owned by the caller.</returns>
    public IReadOnlyList<Tensor> Middle(IReadOnlyList<Tensor> layers, VisibleTokens? visible, bool picture = false)
    {
        if (layers.Count == 0) return [];
        using var scope = NewDisposeScope();
        var rows = visible is null ? positions.All(picture) : positions.Of(visible, picture);
        var decoded = layers.Select((layer, i) => decoders[i].call(layer.add(rows))).ToList();
        scope.MoveToOuter(decoded);
        return decoded;
    }

    /// <summary>Decodes the pooled vector.</summary>
    /// <param name="pooled">B × pooled width.</param>
    /// <returns>B × final width; <paramref name="pooled"/> itself where there is no decoder.</returns>
    public Tensor Final(Tensor pooled) => final is null ? pooled : final.call(pooled);
}
