using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// The model of stage 3 from sub-stage 3.2 on (stage 3, 1): what is seen is norm-ed, asked by the Q-Former's queries, and projected to where a language
/// model has its words; there it stands among the words of a prompt.
/// </summary>
public sealed class VideoChatModel : nn.Module
{
    private readonly VisionEncoder vision;
    private readonly LayerNorm visionNorm;
    private readonly QFormer qFormer;
    private readonly LanguageModel language;
    private readonly Linear projection;
    private readonly Linear? unusedProjection;
    private ChatPhase? phase;

    /// <param name="options">Sizes and parts; validated here.</param>
    /// <param name="init">Makes the parameters (stage 3, 3.3); null: seeded with 0, on the CPU.</param>
    public VideoChatModel(VideoChatModelOptions options, Initializer? init = null) : base(nameof(VideoChatModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var (seen, found, read) = (options.Vision.Width, options.QFormer.Width, options.Language.Width);
        vision = new VisionEncoder(options.Vision, init);
        visionNorm = init.LayerNorm(seen, 1e-12);
        qFormer = new QFormer(options.QFormer with { MediaWidth = seen }, init);
        projection = init.PlainLinear(found, read);
        if (options.UnusedProjection) unusedProjection = init.PlainLinear(read, found);
        language = new LanguageModel(options.Language, init);
        RegisterComponents();
    }

    public VideoChatModelOptions Options { get; }

    public VisionEncoder Vision => vision;

    /// <summary>Between the vision encoder and the Q-Former.</summary>
    public LayerNorm VisionNorm => visionNorm;

    public QFormer QFormer => qFormer;

    /// <summary>From what the queries found to the language model's embeddings.</summary>
    public Linear Projection => projection;

    public LanguageModel Language => language;

    /// <summary>What is frozen at present; null: nothing was.</summary>
    public ChatPhase? Phase => phase;

    /// <summary>Visual rows of a clip or a tile: all queries.</summary>
    public int VisualRows => Options.QFormer.AllQueries;

    /// <summary>What is seen, as the language model reads it.</summary>
    /// <param name="frames">N × 3 × T × S × S, normalised; T = 1 for pictures. With tiles, all tiles of all samples (stage 3, 9).</param>
    /// <param name="instruction">N texts that the queries read besides, on the parameters' device; null: they read none.</param>
    /// <param name="drops">Generator of all dropout and drop-path draws; needed in training mode when a rate is above 0.</param>
    /// <returns>N × Q × C of the language model, owned by the caller.</returns>
    public Tensor Look(Tensor frames, TokenBatch? instruction = null, Generator? drops = null)
    {
        using var seen = See(frames, drops);
        return Find(seen, instruction, drops);
    }

    /// <summary>The tokens that the queries look at.</summary>
    /// <param name="frames">As in <see cref="Look"/>.</param>
    /// <param name="drops">As there.</param>
    /// <returns>N × n × C of the vision encoder, norm-ed; owned by the caller.</returns>
    public Tensor See(Tensor frames, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        if (phase is not { FreezeVision: true }) return scope.MoveToOuter(visionNorm.call(vision.call(frames, drops)));
        using var frozen = no_grad();
        return scope.MoveToOuter(visionNorm.call(vision.call(frames, drops)));
    }

    /// <summary>What the queries find among the tokens, as the language model reads it: the second half of <see cref="Look"/>.</summary>
    /// <param name="seen">N × n × C, from <see cref="See"/>.</param>
    /// <param name="instruction">As in <see cref="Look"/>.</param>
    /// <param name="drops">As there.</param>
    /// <returns>N × Q × C of the language model, owned by the caller.</returns>
    public Tensor Find(Tensor seen, TokenBatch? instruction = null, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(projection.call(qFormer.Queries(seen, instruction, drops)));
    }

    /// <summary>
    /// Freezes and unfreezes as a sub-stage says: frozen parameters get no gradient, and frozen parts stay in evaluation mode when the model trains.
    /// </summary>
    /// <exception cref="InvalidOperationException">Adapters are to be trained and the language model has none.</exception>
    public void Enter(ChatPhase entered)
    {
        if (entered.TrainAdapters && Options.Language.Adapter is null)
        {
            throw new InvalidOperationException(
                $"The sub-stage '{entered.Name}' trains adapters, but the language model has none ({nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.Adapter)} is null).");
        }
        phase = entered;
        foreach (var parameter in parameters()) parameter.requires_grad = true;
        foreach (var parameter in Frozen.SelectMany(module => module.parameters())) parameter.requires_grad = false;
        if (entered.TrainAdapters)
        {
            foreach (var parameter in language.AdapterParameters) parameter.requires_grad = true;
        }
        train(training);
    }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var module in Frozen.Where(module => !ReferenceEquals(module, language) || phase is { TrainAdapters: false })) module.eval();
    }

    private IEnumerable<nn.Module> Frozen
    {
        get
        {
            if (unusedProjection is not null) yield return unusedProjection;
            if (phase is { FreezeVision: true })
            {
                yield return vision;
                yield return visionNorm;
            }
            if (phase is { TrainLanguage: false }) yield return language;
        }
    }
}
