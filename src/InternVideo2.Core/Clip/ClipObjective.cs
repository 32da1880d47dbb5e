using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.MediaText;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Clip;

/// <summary>
/// Post-training of a vision tower against a text tower by contrast alone (stage 2, 16): clips and pictures with their captions. Towers that are not
/// trained are in evaluation mode and have no gradients. Owns the model.
/// </summary>
public sealed class ClipObjective : IObjective
{
    /// <summary>The loss's name in reports.</summary>
    public const string ContrastName = "vtc";

    private readonly ClipModel model;
    private readonly ITokenizer tokenizer;
    private readonly ClipTraining training;
    private readonly IGather? gather;

    /// <param name="model">The model; here it is decided which of its parameters are trained.</param>
    /// <param name="tokenizer">The text tower's.</param>
    /// <param name="training">What is trained; validated here.</param>
    /// <param name="gather">Gives the rows of other processes; null: there are none.</param>
    /// <exception cref="ArgumentException">The model has no text tower.</exception>
    public ClipObjective(ClipModel model, ITokenizer tokenizer, ClipTraining training, IGather? gather = null)
    {
        training.Validate();
        if (!model.ReadsTexts) throw new ArgumentException("The model has no text tower to learn from.", nameof(model));
        (this.model, this.tokenizer, this.training, this.gather) = (model, tokenizer, training, gather);
        foreach (var (name, parameter) in model.named_parameters()) parameter.requires_grad = training.Trains(name);
    }

    public nn.Module Model => model;

    /// <summary>The trained towers.</summary>
    public ClipModel Towers => model;

    public IReadOnlySet<string> NoDecayNames => OfficialKeys.ClipWithoutDecay
        .Concat(NamedParameters().Select(p => p.Name).Where(name => name.StartsWith(OfficialKeys.ClipTextPrefix, StringComparison.Ordinal))).ToHashSet();

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() =>
        OfficialKeys.Clip.Parameters(model).Where(p => p.Parameter.requires_grad);

    /// <inheritdoc/>
    /// <remarks>Draws from "drops", where the vision tower or the adapters are trained.</remarks>
    /// <exception cref="ArgumentException">The captions have not the column of the options; lists those they have.</exception>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        if (!batch.Captions.TryGetValue(training.CaptionColumn, out var captions))
        {
            throw new ArgumentException(
                $"The batch has no captions '{training.CaptionColumn}' ({nameof(ClipTraining)}.{nameof(ClipTraining.CaptionColumn)}); it has: "
                + $"{(batch.Captions.Count == 0 ? "none" : string.Join(", ", batch.Captions.Keys))}.", nameof(batch));
        }
        using var scope = NewDisposeScope();
        var loss = Loss(batch.Frames, model.Read(captions, tokenizer), GroupNumbers.Of(batch.Groups), random["drops"]);
        var reported = loss.detach();
        scope.MoveToOuter(loss, reported);
        return new Losses(loss, [(ContrastName, reported)]);
    }

    /// <summary>The loss of clips or pictures and the numbers of their texts; the temperature is limited first.</summary>
    /// <param name="frames">B × 3 × F × S × S.</param>
    /// <param name="ids">B × L int64.</param>
    /// <param name="groups">B numbers; samples with equal ones are each other's positives.</param>
    /// <param name="drops">Generator of the draws in training mode.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public Tensor Loss(Tensor frames, Tensor ids, long[] groups, Generator? drops = null)
    {
        model.LimitTemperature();
        model.RestFrozen(training);
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Contrast.Loss(model.Videos(frames, drops), model.Texts(ids, drops), model.Temperature, groups, gather));
    }

    public void Dispose() => model.Dispose();
}
