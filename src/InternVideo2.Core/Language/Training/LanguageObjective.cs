using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Text;
using InternVideo2.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Language.Training;

/// <summary>Learning to guess the next token of texts (<see cref="ClipBatch.Tokens"/>).</summary>
public sealed class LanguageObjective : IObjective
{
    /// <summary>What the loss is called in reports: mean −log p of a token, in nats.</summary>
    public const string Term = "next token";

    private readonly bool ownsModel;

    /// <param name="model">Is trained: all that it does not keep frozen.</param>
    /// <param name="ownsModel">Whether it is disposed with this object.</param>
    public LanguageObjective(LanguageModel model, bool ownsModel = true) => (Language, this.ownsModel) = (model, ownsModel);

    public LanguageModel Language { get; }

    public nn.Module Model => Language;

    /// <summary>None: the table of embeddings decays, too.</summary>
    public IReadOnlySet<string> NoDecayNames { get; } = new HashSet<string>();

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.Language.Parameters(Language);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch has no tokens.</exception>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        var tokens = batch.Tokens ?? throw new ArgumentException($"The batch has no {nameof(ClipBatch.Tokens)}; {nameof(TextRows)} makes batches that have.", nameof(batch));
        var loss = Loss(Language, tokens, random["dropout"]);
        return new Losses(loss, [(Term, loss.detach())]);
    }

    /// <summary>Mean −log p of the tokens that follow another one in their row, in nats; owned by the caller.</summary>
    internal static Tensor Loss(LanguageModel model, TokenBatch tokens, Generator? drops)
    {
        using var scope = NewDisposeScope();
        using var local = tokens.To(model.Device);
        // The layers are causal: padding on the right needs no mask in front of it, only labels that do not count.
        var labels = local.Ids.masked_fill(local.Mask.eq(0), NextTokenLoss.Ignored);
        return scope.MoveToOuter(NextTokenLoss.Of(model, model.States(model.Embed(local.Ids), drops: drops), labels, drops));
    }

    public void Dispose()
    {
        if (ownsModel) Language.Dispose();
    }
}
