using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage2;
using Xunit;

namespace InternVideo2.Tests.Stage2;

/// <summary>Presets are valid and as published; what is out of range is named.</summary>
public sealed class Stage2OptionsTests
{
    public static TheoryData<string> Presets { get; } = ["tiny", "shapes", "1B", "6B"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Presets_are_valid_in_both_phases(string name)
    {
        var options = Of(name);
        options.Validate();
        (options with { Phase = AlignmentPhase.Unmasked }).Validate();
    }

    [Fact]
    public void The_official_sizes_have_the_parts_of_the_release()
    {
        var (small, large) = (Stage2Options.Giant1B.Model, Stage2Options.Giant6B.Model);
        Assert.Equal((1408, 512), (small.FusedWidth, small.ContrastWidth));
        Assert.Null(small.Audio);
        Assert.Equal((768, 768), (large.FusedWidth, large.ContrastWidth));
        Assert.True(large.AudioVideoTextHead && large.AudioVideoVector && !large.AudioTextHead);
    }

    [Fact]
    public void Phases_freeze_and_mask_as_published()
    {
        Assert.Equal((MaskKind.Random, 0.8), AlignmentPhase.Masked.MaskOf(MediaType.Video));
        Assert.Equal((MaskKind.Random, 0.5), AlignmentPhase.Masked.MaskOf(MediaType.Image));
        Assert.Null(AlignmentPhase.Unmasked.MaskOf(MediaType.AudioVideo));
        Assert.True(AlignmentPhase.Masked is { FreezeAudio: true, FreezeVision: false });
        Assert.True(AlignmentPhase.Unmasked is { FreezeAudio: false, FreezeVision: true });
    }

    [Fact]
    public void The_words_of_sound_alone_need_the_weight_of_words()
    {
        var options = new AlignmentOptions { Pairs = MediaPairs.All, Weights = new TermWeights { Mlm = 0, Amlm = 0.5 } };
        Assert.Equal(0, options.WeightOf(LossTerm.Amlm, MediaType.Audio));
        Assert.Equal(0.5, options.WeightOf(LossTerm.Amlm, MediaType.AudioVideo));
    }

    [Fact]
    public void What_is_out_of_range_is_named()
    {
        var good = new AlignmentOptions();
        Refuses(good with { Beta2 = -1 }, "Beta2");
        Refuses(good with { Weights = new TermWeights { Avmlm = double.NaN } }, "Avmlm");
        Refuses(good with { WordMaskRatio = 0 }, "WordMaskRatio");
        Refuses(good with { Pairs = MediaPairs.None }, "Pairs");
        Refuses(good with { Captions = new TermCaptions { Exceptions = "Vtx:caption" } }, "Exceptions");
        Refuses(good with { HighestTemperature = 0.0001 }, "HighestTemperature");
        Assert.Contains("VideoMaskRatio", Assert.Throws<ArgumentOutOfRangeException>((AlignmentPhase.Masked with { VideoMaskRatio = 1 }).Validate).Message);
        Assert.Contains("FusionWidth", Assert.Throws<ArgumentOutOfRangeException>((Stage2Options.Giant6B with { FusionWidth = null }).Validate).Message);
        Assert.Contains("MaxTokens", Assert.Throws<ArgumentOutOfRangeException>((Stage2Options.Tiny with { Losses = good with { MaxTokens = 65 } }).Validate).Message);
    }

    private static void Refuses(AlignmentOptions options, string member) =>
        Assert.Contains(member, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message);

    private static Stage2Options Of(string name) => name switch
    {
        "tiny" => Stage2Options.Tiny,
        "shapes" => Stage2Options.Shapes,
        "1B" => Stage2Options.Giant1B,
        _ => Stage2Options.Giant6B,
    };
}
