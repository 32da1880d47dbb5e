using InternVideo2.Audio;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>
/// BEATs as its authors published it (stage 2, 4.4): from sound to the probabilities of what is heard. Stage 2 does not use it; it is the door to the
/// public weights, whose features have 128 mel bands.
/// </summary>
public sealed class AudioTagger : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly AudioEncoder encoder;
    private readonly Linear predictor;

    /// <param name="options">Of the encoder.</param>
    /// <param name="classes">Sounds to tell apart. 1 or more.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public AudioTagger(AudioEncoderOptions options, int classes, Initializer? init = null) : base(nameof(AudioTagger))
    {
        OptionRange.Check(classes >= 1, nameof(AudioTagger), nameof(classes), classes, "1 or more");
        init ??= Initializer.Seeded(0);
        encoder = new AudioEncoder(options, init);
        predictor = init.Linear(options.Width, classes);
        RegisterComponents();
    }

    /// <summary>The features the public weights were trained on.</summary>
    public static LogMelOptions Features { get; } = new() { Bins = 128 };

    /// <param name="features">B × F × M, normalised.</param>
    /// <param name="padding">B × samples bool, true where the waveform is padding; null: nowhere.</param>
    /// <returns>B × classes, each probability by itself. Owned by the caller.</returns>
    public override Tensor forward(Tensor features, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var tokens = encoder.Options.TokenCount((int)features.shape[1], (int)features.shape[2]);
        var mask = padding is null ? null : PaddingMask.Reduce(PaddingMask.Reduce(padding, features.shape[1]), tokens);
        using var output = encoder.call(features, new AudioRequest { Padding = mask });
        var logits = predictor.call(output.Tokens); // B N classes
        if (mask is null) return scope.MoveToOuter(logits.mean([1L]).sigmoid());
        var heard = mask.logical_not().sum(1, keepdim: true);
        return scope.MoveToOuter(logits.masked_fill(mask.unsqueeze(-1), 0).sum(1).div(heard).sigmoid());
    }
}
