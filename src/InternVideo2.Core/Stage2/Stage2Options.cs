using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Text;
using InternVideo2.Training;

namespace InternVideo2.Stage2;

/// <summary>
/// A complete stage-2 experiment: encoders, what is learned, the phase, and how long (stage 2, 17). A variation is a <c>with</c> expression:
/// <c>Stage2Options.Tiny with { Losses = Stage2Options.Tiny.Losses with { Beta3 = 0 } }</c>; the second phase is
/// <c>options with { Phase = AlignmentPhase.Unmasked }</c>.
/// </summary>
public sealed partial record Stage2Options
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    /// <summary>The vision encoder.</summary>
    public required VideoEncoderOptions Vision { get; init; }

    /// <summary>Decoders towards an image teacher; the released models have them whether they use them or not. Null: there are none.</summary>
    public TeacherHeadsOptions? Teacher { get; init; }

    /// <summary>The text encoder.</summary>
    public required TextEncoderOptions Text { get; init; }

    /// <summary>The audio encoder; it is built when a term needs it. Null: the model hears nothing.</summary>
    public AudioEncoderOptions? Audio { get; init; }

    /// <summary>Size of the vectors that are contrasted. 1 or more.</summary>
    public int ContrastWidth { get; init; } = 512;

    /// <summary>Channels that the tokens of all senses are brought to; null: the visual class, which hears nothing.</summary>
    public int? FusionWidth { get; init; }

    /// <summary>What similarities are divided by at the start. Above 0.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>
    /// What the vision encoder knows at the start: a safetensors file with an encoder of stage 1 of the same sizes, whose decoders are left behind. Null: it
    /// starts from random weights.
    /// </summary>
    public TeacherWeights? Sight { get; init; }

    /// <summary>What the audio encoder knows at the start: a safetensors file under BEATs' keys. Null: it starts from random weights.</summary>
    public TeacherWeights? Hearing { get; init; }

    /// <summary>
    /// Whether the matrices of the vision and text encoders start from <see cref="Initializer.Xavier"/>, which in narrow networks is several times wider than
    /// the official start.
    /// </summary>
    public bool WideStart { get; init; }

    public AlignmentOptions Losses { get; init; } = new();

    public AlignmentPhase Phase { get; init; } = AlignmentPhase.Masked;

    public TrainerOptions Training { get; init; } = new();

    /// <summary>The model: with those heads of sound that some term needs, as the release builds it.</summary>
    public AlignmentModelOptions Model
    {
        get
        {
            var hears = Audio is not null && LossTerms.All.Any(term => term.Sense() != Sense.Vision && Losses.Uses(term));
            return new AlignmentModelOptions
            {
                Vision = new VisionTowerOptions { Encoder = Vision, Teacher = Teacher },
                Text = Text,
                Audio = hears ? Audio : null,
                ContrastWidth = ContrastWidth,
                FusionWidth = FusionWidth,
                AudioTextHead = hears && Losses.Uses(LossTerm.Atm),
                AudioVideoTextHead = hears && Losses.Uses(LossTerm.Avtm),
                AudioVideoVector = hears && (Losses.Uses(LossTerm.Avtc) || Losses.Uses(LossTerm.Avtm)),
                Temperature = Temperature,
            };
        }
    }

    /// <summary>The same experiment for a vocabulary: the text encoder knows its tokens.</summary>
    public Stage2Options For(WordPieceTokenizer tokenizer) => this with { Text = Text with { VocabularySize = tokenizer.Vocabulary.Count } };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Model.Validate();
        Losses.Validate();
        Phase.Validate();
        Training.Validate();
        OptionRange.Check(Losses.MaxTokens <= Text.MaxPositions, nameof(AlignmentOptions), nameof(Losses.MaxTokens), Losses.MaxTokens,
            $"at most the text encoder's {nameof(Text.MaxPositions)} = {Text.MaxPositions}");
    }

    /// <summary>Builds the model from one seed. Not to be called inside a DisposeScope.</summary>
    /// <param name="init">Makes the parameters; null: seeded with <see cref="Training"/>'s seed, on the CPU.</param>
    public AlignmentModel CreateModel(Initializer? init = null)
    {
        Validate();
        init ??= Initializer.Seeded(Training.Seed);
        var model = new AlignmentModel(Model, init);
        if (WideStart)
        {
            init.Xavier(model.Vision);
            init.Xavier(model.Text);
        }
        Sight?.Fill(model.Vision.Encoder, OfficialKeys.Encoder, LoadPolicy.AllowUnexpected);
        if (model.Audio is { } audio) Hearing?.Fill(audio, OfficialKeys.Audio);
        return model;
    }
}
