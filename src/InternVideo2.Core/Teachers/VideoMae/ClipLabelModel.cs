using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Teachers;

/// <summary>The motion teacher's network, and a linear head for each factor over the mean of its tokens.</summary>
public sealed class ClipLabelModel : nn.Module<Tensor, VisibleTokens, IReadOnlyList<Tensor>>
{
    private static readonly long[] Tokens = [1];

    private readonly MotionNetwork encoder;
    private readonly ModuleList<Linear> heads;

    /// <param name="options">Sizes; validated here. Weights that they name are taken over.</param>
    /// <param name="classes">How many values each factor has.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public ClipLabelModel(ClipLabelOptions options, IReadOnlyList<int> classes, Initializer? init = null) : base(nameof(ClipLabelModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        encoder = new MotionNetwork(options.Encoder, init);
        heads = [.. classes.Select(count => init.Linear(options.Encoder.Width, count))];
        RegisterComponents();
        options.Encoder.Weights?.Fill(encoder, Checkpoints.OfficialKeys.MotionTeacher);
    }

    /// <summary>The network that becomes a <see cref="MotionTeacher"/>.</summary>
    public nn.Module Encoder => encoder;

    /// <param name="frames">B × 3 × F × S × S, normalised.</param>
    /// <param name="visible">The tokens that are seen.</param>
    /// <returns>For each factor B × classes: scores. Owned by the caller.</returns>
    public override IReadOnlyList<Tensor> forward(Tensor frames, VisibleTokens visible)
    {
        using var scope = NewDisposeScope();
        var mean = encoder.Encode(frames, visible).mean(Tokens);
        Tensor[] scores = [.. heads.Select(head => head.call(mean))];
        scope.MoveToOuter(scores);
        return scores;
    }
}
