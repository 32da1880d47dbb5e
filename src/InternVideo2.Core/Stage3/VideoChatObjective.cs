using System.Collections.Frozen;
using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Language;
using InternVideo2.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Stage3;

/// <summary>
/// Sub-stages 3.2, 3.3 and the high-resolution one: the language model guesses the next token of what a script says about each sample, and the loss
/// reaches what is seen through the model (stage 3, 7–10). Owns the model unless told otherwise.
/// </summary>
/// <remarks>
/// A batch in which truncation left nothing to learn costs 0 and has gradients of 0: the optimiser then moves by what it remembers of earlier batches, and decays.
/// </remarks>
public sealed class VideoChatObjective : IObjective
{
    /// <summary>Name of the loss in reports.</summary>
    public const string Term = "next token";

    private readonly VideoChatModel model;
    private readonly bool ownsModel;

    /// <param name="model">The trained network; it enters the sub-stage here.</param>
    /// <param name="script">Writes the prompts.</param>
    /// <param name="phase">What is trained.</param>
    /// <param name="ownsModel">False: the model is used elsewhere, too, and disposed there.</param>
    /// <exception cref="InvalidOperationException">Adapters are to be trained and the language model has none.</exception>
    public VideoChatObjective(VideoChatModel model, IChatScript script, ChatPhase phase, bool ownsModel = true)
    {
        (this.model, Script, this.ownsModel) = (model, script, ownsModel);
        model.Enter(phase);
    }

    public nn.Module Model => model;

    /// <summary>The trained network.</summary>
    public VideoChatModel Chat => model;

    public IChatScript Script { get; }

    /// <summary>None: the lists of the release are hidden from its optimiser by the wrapper of distributed runs (stage 3, 11.1).</summary>
    public IReadOnlySet<string> NoDecayNames => FrozenSet<string>.Empty;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => OfficialKeys.ChatOf(model).Parameters(model);

    /// <inheritdoc/>
    /// <remarks>Draws from "drops", and from what the script draws from.</remarks>
    public Losses Compute(ClipBatch batch, RandomStreams random)
    {
        using var text = OnDevice(Script.Write(batch, random));
        return ComputeFrom(batch.HasFrames ? batch.Frames : null, text, random["drops"]);
    }

    /// <summary>The losses for given prompts.</summary>
    /// <param name="frames">As in <see cref="VideoChatModel.Look"/>; null: nothing is seen.</param>
    /// <param name="text">The prompts, on the parameters' device; they stay the caller's.</param>
    /// <param name="drops">Generator of all dropout and drop-path draws; needed in training mode when a rate is above 0.</param>
    /// <returns>Losses owned by the caller.</returns>
    public Losses ComputeFrom(Tensor? frames, ChatText text, Generator? drops)
    {
        using var scope = NewDisposeScope();
        var visual = frames is null ? null : model.Look(frames, text.Instruction, drops);
        var embeddings = PromptSplice.Embed(model.Language, text.Prompts, visual, text.VisualRows, text.First);
        var states = model.Language.States(embeddings, text.Prompts.Mask, drops: drops);
        var loss = NextTokenLoss.Of(model.Language, states, text.Prompts.Labels, drops);
        // Of the projection, so that a batch of texts alone has gradients in a run that trains no part of the language model.
        var total = loss.requires_grad ? loss.alias() : loss.add(model.Projection.weight.sum().mul(0));
        var reported = loss.detach();
        scope.MoveToOuter(total, reported);
        return new Losses(total, [(Term, reported)]);
    }

    public void Dispose()
    {
        if (ownsModel) model.Dispose();
    }

    private ChatText OnDevice(ChatText text)
    {
        var device = model.Language.Device;
        if (device.type == DeviceType.CPU) return text;
        using (text) return text.To(device);
    }
}
