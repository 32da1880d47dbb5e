using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// The model of sub-stage 3.1 (stage 3, 4): a vision encoder, the Q-Former that learns to ask it, and heads that compare what the queries found with
/// texts. There is no language model yet.
/// </summary>
public sealed class BridgeModel : nn.Module
{
    private readonly Parameter? temporal;
    private readonly Parameter temperature;
    private readonly VisionEncoder vision;
    private readonly LayerNorm visionNorm;
    private readonly QFormer qFormer;
    private readonly Linear visionVector;
    private readonly Linear textVector;
    private readonly Linear matchingHead;
    private bool freezesVision;

    /// <param name="options">Sizes and parts; validated here.</param>
    /// <param name="init">Makes the parameters (stage 3, 3.3); null: seeded with 0, on the CPU.</param>
    public BridgeModel(BridgeModelOptions options, Initializer? init = null) : base(nameof(BridgeModel))
    {
        options.Validate();
        init ??= Initializer.Seeded(0);
        Options = options;
        var (seen, asked) = (options.Vision.Width, options.Bridge.Width);
        if (options.TemporalFrames > 0) temporal = init.Normal(1, 1, options.TemporalFrames, 1, seen);
        temperature = init.Constant(options.Temperature);
        vision = new VisionEncoder(options.Vision, init);
        visionNorm = init.LayerNorm(seen, 1e-12);
        qFormer = new QFormer(options.Bridge, init);
        visionVector = init.Linear(asked, options.ContrastWidth);
        textVector = init.Linear(asked, options.ContrastWidth);
        matchingHead = init.Linear(options.Matching == MatchingInput.QueriesAndText ? 2 * asked : asked, 2);
        RegisterComponents();
        if (!options.QFormer.WideStart) return;
        foreach (var head in new[] { visionVector, textVector, matchingHead }) init.Xavier(head);
    }

    public BridgeModelOptions Options { get; }

    public VisionEncoder Vision => vision;

    /// <summary>Between the vision encoder and the Q-Former.</summary>
    public LayerNorm VisionNorm => visionNorm;

    public QFormer QFormer => qFormer;

    /// <summary>The learned temperature, a scalar; owned by the model.</summary>
    public Tensor Temperature => temperature;

    /// <summary>Number of the token that a caption to be written begins with: the last of the vocabulary.</summary>
    public long CaptionStart => Options.QFormer.VocabularySize - 1;

    /// <summary>Whether the vision encoder stays as it is: no gradients, evaluation mode.</summary>
    public bool FreezesVision
    {
        get => freezesVision;
        set
        {
            freezesVision = value;
            foreach (var parameter in vision.parameters()) parameter.requires_grad = !value;
            train(training);
        }
    }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        if (freezesVision) vision.eval();
    }

    /// <summary>
    /// The tokens that the queries look at: those of each frame (or tubelet) with a vector of its place in time, normed. A picture stands for as many frames as have one.
    /// </summary>
    /// <param name="frames">B × 3 × T × S × S, normalised; T = 1 for pictures.</param>
    /// <param name="drops">Generator of the drop-path draws; needed in training mode when the rate is above 0.</param>
    /// <returns>B × N × C of the vision encoder, owned by the caller.</returns>
    /// <exception cref="ArgumentException">Clips of another number of positions in time than <see cref="BridgeModelOptions.TemporalFrames"/>.</exception>
    public Tensor See(Tensor frames, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var tokens = Raw(frames, drops);
        if (temporal is not null) tokens = InTime(tokens, Math.Max(1, frames.shape[2] / (Options.Vision.Video?.TubeletSize ?? 1)));
        return scope.MoveToOuter(visionNorm.call(tokens));
    }

    /// <summary>What media are contrasted by: a vector for each query.</summary>
    /// <param name="found">B × Q × C.</param>
    /// <returns>B × Q × D, owned by the caller.</returns>
    public Tensor MediaVectors(Tensor found) => visionVector.call(found);

    /// <summary>What a text is contrasted by: its first state, projected.</summary>
    /// <param name="states">B × L × C from <see cref="QFormer.Text"/>.</param>
    /// <returns>B × D, owned by the caller.</returns>
    public Tensor TextVector(Tensor states)
    {
        using var first = states.select(1, 0);
        return textVector.call(first);
    }

    /// <summary>Whether media and texts, read together, belong together.</summary>
    /// <param name="media">B media.</param>
    /// <param name="text">B texts, padded on the right.</param>
    /// <param name="drops">Generator of the dropout draws; needed in training mode when a rate is above 0.</param>
    /// <returns>B × 2 logits, column 1: they do. Owned by the caller.</returns>
    public Tensor Match(MediaKeys media, TokenBatch text, Generator? drops = null)
    {
        using var scope = NewDisposeScope();
        var (queries, words) = qFormer.Read(media, text, drops);
        var (found, read) = (queries.mean([1L]), words.select(1, 0));
        return scope.MoveToOuter(matchingHead.call(Options.Matching switch
        {
            MatchingInput.QueriesAndText => cat([found, read], 1),
            MatchingInput.Sum => found.add(read),
            _ => found,
        }));
    }

    /// <summary>Brings the temperature back between its limits, without gradient.</summary>
    public void LimitTemperature(double lowest, double highest)
    {
        using var frozen = no_grad();
        temperature.clamp_(lowest, highest);
    }

    private Tensor Raw(Tensor frames, Generator? drops)
    {
        if (!freezesVision) return vision.call(frames, drops);
        using var frozen = no_grad();
        return vision.call(frames, drops);
    }

    private Tensor InTime(Tensor tokens, long times)
    {
        var (known, classRows) = (temporal!.shape[1], Options.Vision.Video is null ? 0 : 1);
        if (times != known && times != 1)
        {
            throw new ArgumentException(
                $"The clips have {times} positions in time, the model has vectors for {known} ({nameof(BridgeModelOptions)}.{nameof(BridgeModelOptions.TemporalFrames)}).",
                "frames");
        }
        var (batch, count, width) = (tokens.shape[0], tokens.shape[1] - classRows, tokens.shape[2]);
        var each = tokens.narrow(1, classRows, count).view(batch, times, count / times, width);
        var placed = each.add(temporal).flatten(1, 2); // B T L C → B T·L C; a picture's one position becomes T
        return classRows == 0 ? placed : cat([tokens.narrow(1, 0, classRows), placed], 1);
    }
}
