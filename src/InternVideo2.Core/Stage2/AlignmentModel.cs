using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// Video, sound and text in one space (stage 2, 5): an encoder for each, projections to vectors that are contrasted, and heads that say whether a medium
/// and a text belong together. With <see cref="AlignmentModelOptions.FusionWidth"/> it is the audio-visual class of the release, without the visual one.
/// </summary>
public sealed class AlignmentModel : nn.Module
{
    private readonly Parameter temperature;
    private readonly VisionTower vision;
    private readonly FusionProjection? visionTokens;
    private readonly TextEncoder text;
    private readonly AudioEncoder? audio;
    private readonly Linear? audioVector;
    private readonly FusionProjection? audioTokens;
    private readonly Linear? jointVector;
    private readonly Linear? audioHead;
    private readonly Linear? jointHead;
    private readonly Linear visionVector;
    private readonly Linear textVector;
    private readonly Linear visionHead;
    private AlignmentPhase? phase;

    /// <param name="options">Sizes and parts; validated here.</param>
    /// <param name="init">Makes the parameters; null: seeded with 0, on the CPU.</param>
    public AlignmentModel(AlignmentModelOptions options, Initializer? init = null) : base(nameof(AlignmentModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var (seen, read, vectors) = (options.Vision.Encoder, options.Text, options.ContrastWidth);
        temperature = init.Constant(options.Temperature);
        vision = new VisionTower(options.Vision, init);
        if (options.FusionWidth is { } width) visionTokens = new FusionProjection(seen.Width, width, init);
        text = new TextEncoder(read with { MediaWidth = options.FusedWidth }, init);
        if (options.Audio is { } heard)
        {
            audio = new AudioEncoder(heard, init);
            audioVector = init.PlainLinear(heard.Width, vectors);
            audioTokens = new FusionProjection(heard.Width, options.FusedWidth, init);
        }
        if (options.AudioVideoVector) jointVector = init.PlainLinear(2 * vectors, vectors);
        if (options.AudioTextHead) audioHead = init.PlainLinear(read.Width, 2);
        if (options.AudioVideoTextHead) jointHead = init.PlainLinear(read.Width, 2);
        visionVector = init.PlainLinear(seen.PooledWidth, vectors);
        textVector = init.PlainLinear(read.Width, vectors);
        visionHead = init.PlainLinear(read.Width, 2);
        RegisterComponents();
    }

    public AlignmentModelOptions Options { get; }

    /// <summary>The learned temperature, a scalar; owned by the model.</summary>
    public Tensor Temperature => temperature;

    public VisionTower Vision => vision;

    public TextEncoder Text => text;

    /// <summary>Null in a model that hears nothing.</summary>
    public AudioEncoder? Audio => audio;

    /// <summary>What is frozen at present; null: nothing was.</summary>
    public AlignmentPhase? Phase => phase;

    /// <summary>
    /// Freezes and unfreezes as a phase says: frozen parameters get no gradient, and a frozen encoder stays in evaluation mode when the model trains.
    /// </summary>
    /// <exception cref="ArgumentException">A part of <see cref="AlignmentPhase.Unfreeze"/> is in no name.</exception>
    public void Enter(AlignmentPhase entered)
    {
        entered.Validate();
        var parameters = OfficialKeys.AlignmentOf(this).Parameters(this).ToList();
        foreach (var part in entered.UnfrozenParts.Where(part => !parameters.Any(p => p.Name.Contains(part, StringComparison.Ordinal))))
        {
            throw new ArgumentException(
                $"{nameof(AlignmentPhase)}.{nameof(AlignmentPhase.Unfreeze)} names '{part}', which is in no parameter's name.", nameof(entered));
        }
        phase = entered;
        var frozen = Frozen.SelectMany(module => module.parameters()).Select(parameter => parameter.Handle).ToHashSet();
        foreach (var (name, parameter) in parameters)
            parameter.requires_grad = !frozen.Contains(parameter.Handle) || entered.UnfrozenParts.Any(part => name.Contains(part, StringComparison.Ordinal));
        train(training);
    }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var module in Frozen) module.eval();
    }

    /// <summary>Whether nothing of an encoder is trained, so that it may run without graph and its outputs may be kept.</summary>
    public bool IsFrozen(nn.Module encoder) => encoder.parameters().All(parameter => !parameter.requires_grad);

    /// <summary>What the model knows of frames.</summary>
    /// <param name="tokens">B × n × C from the vision encoder.</param>
    /// <param name="pooled">B × pooled width.</param>
    /// <returns>Owned by the caller.</returns>
    public MediaFeatures Seen(Tensor tokens, Tensor pooled) =>
        new(visionTokens is null ? tokens.alias() : visionTokens.call(tokens), visionVector.call(pooled));

    /// <summary>What the model knows of sound.</summary>
    /// <param name="tokens">B × n × C from the audio encoder.</param>
    /// <param name="pooled">B × C.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="InvalidOperationException">The model hears nothing.</exception>
    public MediaFeatures Heard(Tensor tokens, Tensor pooled) => audioTokens is null || audioVector is null
        ? throw Deaf()
        : new MediaFeatures(audioTokens.call(tokens), audioVector.call(pooled));

    /// <summary>Both together: tokens one after the other, vectors through a linear map; sound first.</summary>
    /// <returns>Owned by the caller.</returns>
    public MediaFeatures Joined(MediaFeatures heard, MediaFeatures seen)
    {
        using var scope = NewDisposeScope();
        var tokens = cat([heard.Tokens, seen.Tokens], 1);
        var joined = new MediaFeatures(tokens, jointVector?.call(cat([heard.Vector!, seen.Vector!], 1)));
        scope.MoveToOuter(joined.Tensors);
        return joined;
    }

    /// <summary>What a text is contrasted by: its class token's state, projected.</summary>
    /// <param name="states">B × L × C from the text layers.</param>
    /// <returns>B × D, owned by the caller.</returns>
    public Tensor TextVector(Tensor states)
    {
        using var first = states.select(1, 0);
        return textVector.call(first);
    }

    /// <summary>The head that matches what a sense knows with texts: from states to two logits, column 1 for a match.</summary>
    /// <exception cref="InvalidOperationException">The model has no such head.</exception>
    public Linear MatchingHead(Sense sense) => sense switch
    {
        Sense.Vision => visionHead,
        Sense.Audio => audioHead ?? throw NoHead(nameof(AlignmentModelOptions.AudioTextHead)),
        _ => jointHead ?? throw NoHead(nameof(AlignmentModelOptions.AudioVideoTextHead)),
    };

    /// <summary>Brings the temperature back between its limits, without gradient.</summary>
    public void LimitTemperature(double lowest, double highest)
    {
        using var frozen = no_grad();
        temperature.clamp_(lowest, highest);
    }

    internal static InvalidOperationException Deaf() =>
        new($"This model hears nothing ({nameof(AlignmentModelOptions)}.{nameof(AlignmentModelOptions.Audio)} is null).");

    private IEnumerable<nn.Module> Frozen
    {
        get
        {
            if (phase is { FreezeVision: true }) yield return vision;
            if (phase is { FreezeAudio: true } && audio is not null) yield return audio;
        }
    }

    private static InvalidOperationException NoHead(string option) =>
        new($"This model has no such matching head ({nameof(AlignmentModelOptions)}.{option} is false).");
}
