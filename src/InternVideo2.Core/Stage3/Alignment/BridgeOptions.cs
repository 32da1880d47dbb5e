using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

/// <summary>
/// A complete experiment of sub-stage 3.1: parts, what is learned, and how long (stage 3, 4 and 11.1). A variation is a <c>with</c> expression:
/// <c>options with { Losses = options.Losses with { Caption = 0 } }</c>.
/// </summary>
public sealed record BridgeOptions
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    public required BridgeModelOptions Model { get; init; }

    public BridgeLossOptions Losses { get; init; } = new();

    public TrainerOptions Training { get; init; } = new();

    /// <summary>The same experiment for a vocabulary: the Q-Former knows its tokens, and one more with which captions to be written begin.</summary>
    public BridgeOptions For(WordPieceTokenizer tokenizer) =>
        this with { Model = Model with { QFormer = Model.QFormer with { VocabularySize = tokenizer.Vocabulary.Count + 1 } } };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Model.Validate();
        Losses.Validate();
        Training.Validate();
        OptionRange.Check(Losses.MaxTokens <= Model.QFormer.MaxPositions, nameof(BridgeLossOptions), nameof(Losses.MaxTokens), Losses.MaxTokens,
            $"at most the Q-Former's {nameof(QFormerOptions.MaxPositions)} = {Model.QFormer.MaxPositions}");
    }

    /// <summary>Builds the model from one seed. Not to be called inside a DisposeScope.</summary>
    /// <param name="init">Makes the parameters; null: seeded with <see cref="Training"/>'s seed, on the CPU.</param>
    public BridgeModel CreateModel(Initializer? init = null)
    {
        Validate();
        return new BridgeModel(Model, init ?? Initializer.Seeded(Training.Seed));
    }
}
