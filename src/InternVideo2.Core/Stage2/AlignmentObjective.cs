using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.MediaText;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage2;

/// <summary>
/// Stage 2: L = β₁·L_CON + β₂·L_MAC + β₃·L_MLM over pairs of media and texts (stage 2, 7 and 8). Each batch has media of one type, which decides about
/// the terms; a term whose weight is 0 is neither computed nor reported. Owns the model and the teacher.
/// </summary>
/// <remarks>
/// Matching needs a sample of another group in the batch: where all are of one, or there is one, the matching terms are left out and not reported, while
/// the others go on. Words of which none is hidden cost 0. If nothing is left, the total is 0 and changes nothing but momentum.
/// </remarks>
public sealed class AlignmentObjective : IObjective
{
    private readonly AlignmentModel model;
    private readonly WordPieceTokenizer tokenizer;
    private readonly AlignmentOptions options;
    private readonly AlignmentPhase phase;
    private readonly AlignmentExtras extras;

    /// <param name="model">The trained network; it enters the phase here.</param>
    /// <param name="tokenizer">Reads the captions; its vocabulary is the text encoder's.</param>
    /// <param name="options">What is learned; validated here.</param>
    /// <param name="phase">What is trained and what is seen; validated here.</param>
    /// <param name="extras">A teacher, other processes, a memory; null: none of them.</param>
    /// <exception cref="ArgumentException">The model lacks a part that a term needs, or the vocabulary is not the text encoder's.</exception>
    public AlignmentObjective(
        AlignmentModel model, WordPieceTokenizer tokenizer, AlignmentOptions options, AlignmentPhase phase, AlignmentExtras? extras = null)
    {
        options.Validate();
        (this.model, this.tokenizer, this.options, this.phase, this.extras) = (model, tokenizer, options, phase, extras ?? new());
        AlignmentAgreement.Check(model.Options, tokenizer, options, this.extras.Teacher);
        model.Enter(phase);
    }

    public nn.Module Model => model;

    /// <summary>The trained network.</summary>
    public AlignmentModel Alignment => model;

    public WordPieceTokenizer Tokenizer => tokenizer;

    public AlignmentOptions Options => options;

    public AlignmentPhase Phase => phase;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.AlignmentWithoutDecay;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.AlignmentOf(model).Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Draws from "mask", "negatives", "words" and "drops"; see <see cref="SeededDraws"/>.</remarks>
    /// <exception cref="InvalidOperationException">No term has a weight for media of this type.</exception>
    /// <exception cref="ArgumentException">A column of captions is missing.</exception>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var tokens = Read(batch);
        return ComputeFrom(tokens, new SeededDraws(random, options, tokenizer.Vocabulary.Count));
    }

    /// <summary>The captions as tokens, of the columns that some term reads.</summary>
    /// <param name="batch">Frames and sound stay its own.</param>
    /// <returns>Owned by the caller.</returns>
    public AlignmentBatch Read(ClipBatch batch)
    {
        var columns = Active(batch.Media).Where(term => term.HasText())
            .Select(term => options.Captions.Of(term, batch.Media, [.. batch.Captions.Keys])).Distinct();
        var texts = columns.ToDictionary(column => column, column => OnDevice(tokenizer.Batch(batch.Captions[column], options.MaxTokens)));
        return new AlignmentBatch(batch.Media, batch.HasFrames ? batch.Frames : null, batch.Sound, GroupNumbers.Of(batch.Groups), texts);
    }

    /// <summary>The losses for given tokens and draws.</summary>
    /// <returns>Owned by the caller.</returns>
    /// <inheritdoc cref="Compute"/>
    public Losses ComputeFrom(AlignmentBatch batch, IAlignmentDraws draws)
    {
        using var scope = NewDisposeScope();
        if (model.training) model.LimitTemperature(options.LowestTemperature, options.HighestTemperature);
        var active = Active(batch.Media);
        var media = new AlignmentEncoding(model, batch, draws, phase, extras.Memory, active.Contains(LossTerm.Uta) ? extras.Teacher : null);
        var step = new AlignmentStep(model, options, batch, media, draws, extras.Gather, new WordTokens(tokenizer.Padding, tokenizer.Class, tokenizer.Mask));
        var terms = step.Values(active);
        // Of the temperature, so that a batch without any term has gradients, too.
        var total = terms.Select(term => term.Value.mul(options.WeightOf(term.Term, batch.Media))).DefaultIfEmpty(model.Temperature.mul(0))
            .Aggregate((sum, term) => sum.add(term));
        var reported = terms.Select(term => (term.Term.Label(), Value: term.Value.detach())).ToList();
        scope.MoveToOuter([total, .. reported.Select(term => term.Value)]);
        return new Losses(total, reported);
    }

    public void Dispose()
    {
        if (extras.OwnsModel) model.Dispose();
        extras.Teacher?.Dispose();
    }

    private IReadOnlyList<LossTerm> Active(MediaType media)
    {
        var active = options.ActiveTerms(media);
        return active.Count > 0 ? active : throw new InvalidOperationException(
            $"No loss has a weight for a batch of type {media}. Switch on a pair of it in {nameof(AlignmentOptions)}.{nameof(AlignmentOptions.Pairs)} "
            + $"(now {options.Pairs}), or leave such corpora out.");
    }

    private TokenBatch OnDevice(TokenBatch tokens)
    {
        var device = model.Temperature.device;
        if (device.type == DeviceType.CPU) return tokens;
        using (tokens) return tokens.To(device);
    }
}
