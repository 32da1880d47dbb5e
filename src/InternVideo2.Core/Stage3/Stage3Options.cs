using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Training;

namespace InternVideo2.Stage3;

/// <summary>
/// A complete stage-3 experiment: parts, prompts, what is trained and how long (stage 3, 11). A variation is a <c>with</c>
/// expression: <c>Stage3Options.Shapes with { Adapter = new LowRankOptions(Rank: 4) }</c>.
/// </summary>
public sealed partial record Stage3Options
{
    /// <summary>For reports and folders.</summary>
    public required string Name { get; init; }

    /// <summary>Which names the parts have in files.</summary>
    public ChatFamily Family { get; init; } = ChatFamily.Mistral;

    /// <summary>What looks.</summary>
    public required VisionEncoderOptions Vision { get; init; }

    /// <summary>The bridge. Whether it reads follows from the sub-stage, the width of the media from <see cref="Vision"/>.</summary>
    public required QFormerOptions QFormer { get; init; }

    /// <summary>The language model, without adapters.</summary>
    public required LanguageModelOptions Language { get; init; }

    /// <summary>The adapters that learn in 3.3; null: the language model learns nothing there, or all if <see cref="InstructionPhase"/> says so.</summary>
    public LowRankOptions? Adapter { get; init; } = new();

    /// <summary>Which matrices have one.</summary>
    public AdapterTargets AdapterTargets { get; init; } = AdapterTargets.All;

    /// <summary>What 3.1 learns.</summary>
    public BridgeLossOptions AlignmentLosses { get; init; } = new();

    /// <summary>Positions in time (frames, or tubelets) that have vectors of their own in 3.1: all of a clip's, or 0: none have.</summary>
    public int AlignmentTemporalFrames { get; init; } = 4;

    /// <summary>Frames of the clips in 3.1; null: <see cref="Frames"/>. 1 or more.</summary>
    public int? AlignmentFrames { get; init; }

    /// <summary>Frames of the clips in 3.2; null: <see cref="Frames"/>. 1 or more.</summary>
    public int? ConnectionFrames { get; init; }

    /// <summary>Frames of the clips in 3.3 and in chats: those of <see cref="Vision"/>. UMT takes any number; the release shows it 8 (stage 3, 11.1).</summary>
    public int Frames => Vision.Video?.Frames ?? 8;

    /// <summary>Size of the vectors that 3.1 contrasts. 1 or more.</summary>
    public int ContrastWidth { get; init; } = 768;

    /// <summary>How captions are asked for in 3.2.</summary>
    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>How conversations are written in 3.3.</summary>
    public InstructionOptions Instruction { get; init; } = new();

    /// <summary>
    /// Whether 3.2 begins with visual rows of the size of words (<see cref="Checkpoints.ChatStart.Projection"/>), as small language models need it; in the release
    /// they are some twenty times larger. Default false.
    /// </summary>
    public bool WordSizedRows { get; init; }

    /// <summary>What is trained in 3.2.</summary>
    public ChatPhase ConnectionPhase { get; init; } = ChatPhase.Connection;

    /// <summary>What is trained in 3.3.</summary>
    public ChatPhase InstructionPhase { get; init; } = ChatPhase.Instruction;

    /// <summary>How long and how fast in 3.1.</summary>
    public TrainerOptions AlignmentTraining { get; init; } = new();

    /// <summary>How long and how fast in 3.2.</summary>
    public TrainerOptions ConnectionTraining { get; init; } = new();

    /// <summary>How long and how fast in 3.3.</summary>
    public TrainerOptions InstructionTraining { get; init; } = new();

    /// <summary>Sub-stage 3.1 of this experiment.</summary>
    public BridgeOptions Alignment => new()
    {
        Name = $"{Name}, alignment",
        Model = new BridgeModelOptions
        {
            Vision = Seeing(AlignmentFrames),
            QFormer = QFormer with { MediaWidth = Vision.Width, ExtraQueries = 0 },
            TemporalFrames = AlignmentTemporalFrames,
            ContrastWidth = ContrastWidth,
        },
        Losses = AlignmentLosses,
        Training = AlignmentTraining,
    };

    /// <summary>The model of 3.2: the Q-Former reads nothing, the language model has no adapters.</summary>
    public VideoChatModelOptions ConnectionModel => Model(reads: false, adapter: null, ConnectionFrames);

    /// <summary>The model of 3.3 and of chats.</summary>
    public VideoChatModelOptions InstructionModel => Model(Instruction.QFormerReads, Adapter, frames: null);

    /// <summary>The same experiment for tokenizers: the Q-Former knows its tokens.</summary>
    /// <exception cref="Text.VocabularyException">The language model's tokenizer does not fit it.</exception>
    public Stage3Options For(ChatTokenizers tokenizers)
    {
        var fitting = tokenizers.Words is { } words ? With(words) : this;
        tokenizers.CheckFit(fitting.InstructionModel);
        return fitting;
    }

    // One token more than the vocabulary: the one that captions to be written begin with (stage 3, 3).
    internal Stage3Options With(Text.WordPieceTokenizer words) => this with { QFormer = QFormer with { VocabularySize = words.Vocabulary.Count + 1 } };

    /// <summary>Throws when a member is out of its range or two of them do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        Check(AlignmentFrames is null or >= 1, nameof(AlignmentFrames), AlignmentFrames, "1 or more, or null");
        Check(ConnectionFrames is null or >= 1, nameof(ConnectionFrames), ConnectionFrames, "1 or more, or null");
        Alignment.Validate();
        var times = (AlignmentFrames ?? Frames) / (Vision.Video?.TubeletSize ?? 1);
        Check(AlignmentTemporalFrames == 0 || AlignmentTemporalFrames == times, nameof(AlignmentTemporalFrames), AlignmentTemporalFrames,
            $"0 (none), or the {times} positions in time of the clips ({nameof(AlignmentFrames)})");
        ConnectionModel.Validate();
        InstructionModel.Validate();
        Connection.Validate();
        Instruction.Validate();
        ConnectionTraining.Validate();
        InstructionTraining.Validate();
        Check(Adapter is not null || !InstructionPhase.TrainAdapters, nameof(Adapter), Adapter, $"sizes of adapters, as {nameof(InstructionPhase)} trains them");
        Check(!Instruction.QFormerReads || Instruction.MaxTokens >= 2, nameof(Instruction.MaxTokens), Instruction.MaxTokens, "2 or more");
        CheckLength(nameof(ConnectionOptions), nameof(Connection.MaxTokens), Connection.MaxTokens, Connection.Style);
        CheckLength(nameof(InstructionOptions), nameof(Instruction.MaxTokens), Instruction.MaxTokens, Instruction.Style);
    }

    private void CheckLength(string options, string member, int tokens, PromptStyle style)
    {
        var (rows, positions) = (QFormer.AllQueries, Language.MaxPositions);
        var counted = ConversationTemplate.Of(style).CountsVisualRows;
        OptionRange.Check(!counted || tokens > rows, options, member, tokens, $"more than the {rows} visual rows, which count in the style {style}");
        OptionRange.Check((counted ? tokens : tokens + rows) <= positions, options, member, tokens,
            $"at most {(counted ? positions : positions - rows)}: the language model has {nameof(Language.MaxPositions)} = {positions}, and a clip takes {rows} of them");
    }

    private static void Check(bool allowed, string member, object? value, string range) => OptionRange.Check(allowed, nameof(Stage3Options), member, value, range);

    private VisionEncoderOptions Seeing(int? frames) => frames is { } count && Vision.Video is { } video ? Vision with { Video = video with { Frames = count } } : Vision;

    private VideoChatModelOptions Model(bool reads, LowRankOptions? adapter, int? frames) => new()
    {
        Family = Family,
        Vision = Seeing(frames),
        QFormer = QFormer with { MediaWidth = Vision.Width, Text = reads, WordHead = false },
        Language = Language with { Adapter = adapter, AdapterTargets = AdapterTargets },
        UnusedProjection = Family == ChatFamily.InternVideo2,
    };
}
