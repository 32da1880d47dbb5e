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

    /// <summary>VideoChat2: UMT-L, 4 frames, batches of 128 on each of 32 GPUs (stage 3, 11.1).</summary>
    public static BridgeOptions VideoChat2 { get; } = Released("videochat2-alignment", new VisionEncoderOptions { Umt = new UmtEncoderOptions() });

    /// <summary>The same with the 1B encoder, as the release of InternVideo2-Chat began (stage 3, 11.2).</summary>
    public static BridgeOptions InternVideo2Giant1B { get; } = Released("internvideo2-1b-alignment", VisionEncoderOptions.Of(VideoEncoderOptions.Giant1B with
    {
        Frames = 4,
        Pictures = PicturePositions.Own,
    }));

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

    private static BridgeOptions Released(string name, VisionEncoderOptions vision) => new()
    {
        Name = name,
        Model = new BridgeModelOptions { Vision = vision, QFormer = new QFormerOptions { MediaWidth = vision.Width } },
        Training = new TrainerOptions
        {
            Epochs = 10,
            WarmupEpochs = 0.2,
            BatchSize = 32 * 128,
            BaseLearningRate = 1e-4,
            MinLearningRate = 1e-6,
            Scaling = LearningRateScaling.None,
            Schedule = RateSchedule.FlooredCosine,
            Beta1 = 0.9,
            Beta2 = 0.999,
            Epsilon = 1e-8,
            WeightDecay = 0.02,
        },
    };
}
