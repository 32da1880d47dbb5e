using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.MediaText;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stage 3.1, alignment: the queries learn to find what texts speak of, by contrast, by matching and by writing captions (stage 3, 4). Owns the model
/// unless told otherwise.
/// </summary>
/// <remarks>Where all samples of a batch are of one group there is no wrong pair: matching is left out and not reported.</remarks>
public sealed class BridgeObjective : IObjective
{
    private readonly BridgeModel model;
    private readonly WordPieceTokenizer tokenizer;
    private readonly BridgeLossOptions options;
    private readonly BridgeStep step;
    private readonly bool ownsModel;

    /// <param name="model">The trained network; its vision encoder is frozen here if the options say so.</param>
    /// <param name="tokenizer">Reads the captions; the Q-Former has its vocabulary and one token more.</param>
    /// <param name="options">What is learned; validated here.</param>
    /// <param name="gather">The other processes; null: there are none.</param>
    /// <param name="ownsModel">False: the model is used elsewhere, too, and disposed there.</param>
    /// <exception cref="ArgumentException">The vocabulary or the length of texts does not fit the Q-Former.</exception>
    public BridgeObjective(
        BridgeModel model, WordPieceTokenizer tokenizer, BridgeLossOptions options, IGather? gather = null, bool ownsModel = true)
    {
        options.Validate();
        Check(model.Options, tokenizer, options);
        (this.model, this.tokenizer, this.options, this.ownsModel) = (model, tokenizer, options, ownsModel);
        step = new BridgeStep(model, options, gather ?? SingleProcess.Instance);
        model.FreezesVision = options.FreezeVision;
    }

    public nn.Module Model => model;

    /// <summary>The trained network.</summary>
    public BridgeModel Bridge => model;

    public BridgeLossOptions Options => options;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.BridgeWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.BridgeOf(model).Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Draws from "negatives" and "drops".</remarks>
    /// <exception cref="ArgumentException">The batch has no such column of captions.</exception>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var text = tokenizer.Sentences(CaptionsOf(batch), options.MaxTokens, padTo: options.MaxTokens).To(model.Temperature.device);
        var draws = new BridgeDraws(random["drops"], (similarity, groups) => options.HardNegatives
            ? HardNegatives.Draw(similarity, groups, random["negatives"], options.NegativeFloor)
            : HardNegatives.DrawBlindly(groups, random["negatives"]));
        return ComputeFrom(batch.Frames, text, GroupNumbers.Of(batch.Groups), draws);
    }

    /// <summary>The losses for given tokens and draws.</summary>
    /// <param name="frames">B × 3 × T × S × S, normalised; T = 1 for pictures.</param>
    /// <param name="text">B captions, padded on the right; stay the caller's.</param>
    /// <param name="groups">B numbers; samples with equal ones are each other's positives.</param>
    /// <param name="draws">Wrong pairs and dropout.</param>
    /// <returns>Owned by the caller.</returns>
    public Losses ComputeFrom(Tensor frames, TokenBatch text, long[] groups, BridgeDraws draws)
    {
        using var scope = NewDisposeScope();
        if (model.training) model.LimitTemperature(options.LowestTemperature, options.HighestTemperature);
        var found = step.Terms(frames, text, groups, draws);
        var terms = new[] { ("VTC", found.Contrast, options.Contrast), ("VTM", found.Matching, options.Matching), ("VTG", found.Caption, options.Caption) }
            .Where(term => term.Item2 is not null).Select(term => (Name: term.Item1, Value: term.Item2!, Weight: term.Item3)).ToList();
        // Of the temperature, so that a batch without any term has gradients, too.
        var total = terms.Select(term => term.Value.mul(term.Weight)).DefaultIfEmpty(model.Temperature.mul(0)).Aggregate((sum, term) => sum.add(term));
        var reported = terms.Select(term => (term.Name, Value: term.Value.detach())).ToList();
        scope.MoveToOuter([total, .. reported.Select(term => term.Value)]);
        return new Losses(total, reported);
    }

    public void Dispose()
    {
        if (ownsModel) model.Dispose();
    }

    private IReadOnlyList<string> CaptionsOf(ClipBatch batch)
    {
        if (batch.Captions.Count == 1) return batch.Captions.Values.First();
        if (batch.Captions.TryGetValue(options.Captions, out var captions)) return captions;
        throw new ArgumentException(
            $"Alignment reads the captions '{options.Captions}' of a batch that has "
            + (batch.Captions.Count == 0 ? "none." : $"only {string.Join(", ", batch.Captions.Keys.Order(StringComparer.Ordinal))}.")
            + $" Give the corpus such a column, or name another one in {nameof(BridgeLossOptions)}.{nameof(BridgeLossOptions.Captions)}.", nameof(batch));
    }

    private static void Check(BridgeModelOptions model, WordPieceTokenizer tokenizer, BridgeLossOptions options)
    {
        var (wanted, has) = (tokenizer.Vocabulary.Count + 1, model.QFormer.VocabularySize);
        if (wanted != has)
        {
            throw new ArgumentException(
                $"The tokenizer has {wanted - 1} tokens, so the Q-Former needs {wanted} with the one that begins captions; it has {has} "
                + $"({nameof(Encoders.QFormerOptions)}.{nameof(Encoders.QFormerOptions.VocabularySize)}).", nameof(tokenizer));
        }
        if (options.MaxTokens > model.QFormer.MaxPositions)
        {
            throw new ArgumentException(
                $"Captions have up to {options.MaxTokens} tokens ({nameof(BridgeLossOptions)}.{nameof(BridgeLossOptions.MaxTokens)}), the Q-Former has positions "
                + $"for {model.QFormer.MaxPositions}.", nameof(options));
        }
    }
}
