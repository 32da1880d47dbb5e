using InternVideo2.Layers;
using InternVideo2.Stage1;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>The presets are the published models and recipes.</summary>
public sealed class Stage1OptionsTests
{
    public static TheoryData<string> Names => new("tiny", "S14", "B14", "L14", "1B", "6B");

    [Theory]
    [MemberData(nameof(Names))]
    public void Presets_are_valid(string name) => Preset(name).Validate();

    // Stage 1, 1.1.
    [Theory]
    [InlineData("S14", 29_169_792)]
    [InlineData("B14", 102_252_288)]
    [InlineData("L14", 327_183_872)]
    [InlineData("1B", 1_070_042_752)]
    [InlineData("6B", 6_075_947_392)]
    public void Students_have_the_published_number_of_parameters(string name, long parameters)
    {
        using var student = new DistillationStudent(Preset(name).StudentWithDecoders, Initializer.Blank(META));
        Assert.Equal(parameters, student.parameters().Sum(p => p.numel()));
    }

    // Stage 1, 7 and 11.
    [Theory]
    [InlineData("1B", 2.4e-3, 1.6e-4)]
    [InlineData("6B", 1.2e-3, 8e-5)]
    [InlineData("S14", 1.6e-2, null)]
    [InlineData("L14", 8e-3, null)]
    public void Learning_rates_are_the_published_ones(string name, double peak, double? minimum)
    {
        var training = Preset(name).Training;
        Assert.Equal(peak, training.PeakLearningRate, 12);
        if (minimum is { } wanted) Assert.Equal(wanted, training.MinLearningRate * training.LearningRateFactor, 12);
    }

    [Fact]
    public void Teachers_have_the_published_number_of_parameters()
    {
        using var spatial = Stage1Options.Giant1B.Spatial.Create(Initializer.Blank(META));
        using var motion = new InternVideo2.Teachers.MotionTeacher(Stage1Options.Giant1B.Motion!, Initializer.Blank(META));
        using var video = Stage1Options.S14.Spatial.Create(Initializer.Blank(META));
        Assert.Equal(5_936_000_768, spatial.Network.parameters().Sum(p => p.numel()));
        Assert.Equal(1_011_610_752, motion.Network.parameters().Sum(p => p.numel()));
        Assert.Equal(1_020_708_608, video.Network.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void A_motion_weight_needs_a_motion_teacher()
    {
        var options = Stage1Options.Tiny with { Motion = null };
        Assert.Equal("Motion", Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
        (options with { Distillation = options.Distillation with { Alpha2 = 0 } }).Validate();
    }

    [Fact]
    public void Presets_compare_by_value() => Assert.Equal(Stage1Options.Tiny, Stage1Options.Tiny with { });

    private static Stage1Options Preset(string name) =>
        new[] { Stage1Options.Tiny, Stage1Options.S14, Stage1Options.B14, Stage1Options.L14, Stage1Options.Giant1B, Stage1Options.Giant6B }.Single(p => p.Name == name);
}
