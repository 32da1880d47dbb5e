using InternVideo2.Checkpoints;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Language;
using InternVideo2.Stage3;
using Xunit;

namespace InternVideo2.Tests.Stage3;

/// <summary>Experiments whose sub-stages show clips of different lengths, as the official ones do, go through all of them; what cannot fit is refused at the start.</summary>
public sealed class Stage3OptionsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sub_stages_with_clips_of_other_lengths_follow_one_another(bool umt)
    {
        var options = SmallChat.Options with
        {
            Vision = umt
                ? new VisionEncoderOptions { Umt = new UmtEncoderOptions { ImageSize = 28, PatchSize = 7, Width = 32, Depth = 2, Heads = 2, TrainedSide = 4 } }
                : new VisionEncoderOptions { Video = SmallChat.Options.Vision.Video! with { TubeletSize = 1 } },
            AlignmentFrames = 4,
            ConnectionFrames = umt ? null : 4,
            AlignmentTemporalFrames = 4,
            AlignmentTraining = SmallChat.Options.AlignmentTraining with { BatchSize = 2 },
        };
        options.Validate();
        var fitting = options.For(SmallChat.Tokenizers);

        using var shortClips = new Clips(4);
        using var longClips = new Clips(8);
        using var alignment = new BridgeRun(fitting.Alignment, shortClips, SmallChat.Tokenizers.Words!);
        alignment.Trainer.Run(1);

        using var connected = new VideoChatModel(fitting.ConnectionModel);
        var aligned = ChatStart.Alignment(connected, alignment.Model);
        Assert.Empty(aligned.Interpolated);
        using var connection = InstructionRun.Connection(options, umt ? longClips : shortClips, SmallChat.Tokenizers, connected);
        connection.Trainer.Run(1);

        using var instructed = new VideoChatModel(fitting.InstructionModel);
        Assert.Equal(umt ? [] : ["vision_encoder.pos_embed"], ChatStart.Alignment(instructed, alignment.Model).Interpolated.Select(change => change.Key));
        Assert.Equal(umt ? [] : ["vision_encoder.pos_embed"], ChatStart.Connection(instructed, connected).Interpolated.Select(change => change.Key));
        using var instruction = InstructionRun.Instruction(options, longClips, SmallChat.Tokenizers, instructed);
        instruction.Trainer.Run(1);
    }

    public static TheoryData<string, int, int, int> Official { get; } = new()
    {
        { nameof(Stage3Options.VideoChat2Vicuna), 4, 8, 8 },
        { nameof(Stage3Options.VideoChat2Mistral), 4, 4, 8 },
        { nameof(Stage3Options.VideoChat2Phi), 4, 4, 8 },
        { nameof(Stage3Options.InternVideo2Chat8B), 4, 4, 8 },
        { nameof(Stage3Options.Shapes), 8, 8, 8 },
        { nameof(Stage3Options.Tiny), 8, 8, 8 },
    };

    [Theory]
    [MemberData(nameof(Official))]
    public void Presets_are_valid_and_show_as_many_frames_as_the_release(string preset, int alignment, int connection, int instruction)
    {
        var options = (Stage3Options)typeof(Stage3Options).GetProperty(preset)!.GetValue(null)!;
        options.Validate();
        Assert.Equal((alignment, connection, instruction), (options.AlignmentFrames ?? options.Frames, options.ConnectionFrames ?? options.Frames, options.Frames));
        if (options.Vision.Video is null) return;
        Assert.Equal((alignment, connection), (options.Alignment.Model.Vision.Video!.Frames, options.ConnectionModel.Vision.Video!.Frames));
    }

    [Fact]
    public void Vectors_of_another_number_of_places_than_the_clips_have_are_refused() =>
        Refused(Stage3Options.VideoChat2Vicuna with { AlignmentFrames = 8 }, "AlignmentTemporalFrames is 4", "8 positions in time");

    [Fact]
    public void Rows_that_the_language_model_has_no_positions_for_are_refused()
    {
        var options = SmallChat.Options with { Language = LanguageModelOptions.Tiny with { MaxPositions = 262 } };
        Refused(options, "InstructionOptions.MaxTokens is 256", "at most 255");
        (options with { Instruction = options.Instruction with { MaxTokens = 255 } }).Validate();
        Refused(SmallChat.Options with { Connection = new ConnectionOptions { MaxTokens = 506 } }, "ConnectionOptions.MaxTokens is 506", "at most 505");
        // There, what is seen counts.
        var whole = SmallChat.Options with { Instruction = new InstructionOptions { Style = PromptStyle.InternVideo2Chat, MaxTokens = 512 } };
        whole.Validate();
        Refused(whole with { Instruction = whole.Instruction with { MaxTokens = 7 } }, "MaxTokens is 7", "more than the 7 visual rows");
    }

    [Fact]
    public void A_number_in_place_of_the_begin_token_is_refused_where_there_is_none() =>
        Refused(SmallChat.Options with { Instruction = new InstructionOptions { Style = PromptStyle.InternVideo2Chat, BeginsWithNumber = true } }, "BeginsWithNumber is True");

    private static void Refused(Stage3Options options, params string[] parts)
    {
        var message = Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private sealed class Clips(int frames) : IClipSource
    {
        public int BatchesPerEpoch => 10;

        public DataCursor Cursor { get; set; }

        public string Fingerprint => $"{frames} frames";

        public ClipBatch Next(CancellationToken cancellation = default) => SmallChat.Batch(MediaType.Video, frames: frames);

        public void Dispose()
        {
        }
    }
}
