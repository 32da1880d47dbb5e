using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>What must hold for teachers whatever their weights.</summary>
public sealed class TeacherTests
{
    private static readonly SpatialTeacherOptions Image = new()
    {
        Encoder = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image, DropPath = 0.5 },
        Layers = LayerSelection.Last(2),
    };

    private static readonly SpatialTeacherOptions Video = new() { Encoder = SmallEncoder.Options with { DropPath = 0.5 }, Layers = LayerSelection.Of(0, 2) };

    private static readonly MotionTeacherOptions Motion = new()
    {
        ImageSize = 12,
        PatchSize = 4,
        Frames = 8,
        Width = 20,
        Depth = 3,
        Heads = 4,
        MlpRatio = 2,
        Layers = LayerSelection.Last(2),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spatial_targets_have_unit_length_and_no_gradient(bool image)
    {
        using var scope = NewDisposeScope();
        using var teacher = (image ? Image : Video).Create();
        SmallEncoder.Disturbed(teacher.Network);

        var targets = teacher.Teach(SmallEncoder.Frames());

        Assert.Equal([2L, 2, 37, 32], targets.Middle.shape);
        Assert.Equal([2L, 10], targets.Final.shape);
        Assert.Equal(image ? [8L, 9] : [2L, 36], targets.Attention.shape);
        Close.Check("middle", targets.Middle.norm(-1), ones(new long[] { 2, 2, 37 }), 1e-5);
        Close.Check("final", targets.Final.norm(-1), ones(new long[] { 2 }), 1e-5);
        Assert.True(targets.Attention.gt(0).all().ToBoolean());
        Assert.True(targets.Attention.sum(1).lt(1).all().ToBoolean());
        Assert.False(targets.Middle.requires_grad || targets.Final.requires_grad || targets.Attention.requires_grad);
        Assert.All(teacher.Network.parameters(), parameter => Assert.False(parameter.requires_grad));
        Assert.Equal(new TokenGrid(4, 3), teacher.GridOf(4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spatial_teachers_say_the_same_every_time(bool image)
    {
        using var scope = NewDisposeScope();
        // Drop path is set, but teachers are always in evaluation mode.
        using var teacher = (image ? Image : Video).Create();
        var frames = SmallEncoder.Frames();
        var (first, second) = (teacher.Teach(frames), teacher.Teach(frames));
        Close.Check("middle", first.Middle, second.Middle, 0);
        Close.Check("attention", first.Attention, second.Attention, 0);
    }

    [Fact]
    public void The_image_teacher_sees_each_frame_by_itself()
    {
        using var scope = NewDisposeScope();
        using var teacher = new SpatialTeacher(Image);
        SmallEncoder.Disturbed(teacher.Network);
        var frames = SmallEncoder.Frames();

        var targets = teacher.Teach(frames);
        var third = teacher.Teach(frames.narrow(2, 2, 1));

        Close.Check("patches", targets.Middle.narrow(2, 1 + 2 * 9, 9), third.Middle.narrow(2, 1, 9), 1e-5);
        Close.Check("attention", targets.Attention.view(2, 4, 9).select(1, 2), third.Attention, 1e-5);
    }

    [Fact]
    public void Other_sizes_are_resized_bicubically()
    {
        using var scope = NewDisposeScope();
        using var teacher = new SpatialTeacher(Image);
        using var motion = new MotionTeacher(Motion);
        var large = SmallEncoder.Frames(side: 16);
        var frameByFrame = stack(large.unbind(2).Select(frame =>
            nn.functional.interpolate(frame, size: [12, 12], mode: InterpolationMode.Bicubic, align_corners: false)), 2);

        Close.Check("resized", TeacherInput.Resize(large, 12), frameByFrame, 0);
        Close.Check("image teacher", teacher.Teach(large).Final, teacher.Teach(frameByFrame).Final, 0);
        var eight = large.repeat(1, 1, 2, 1, 1);
        Close.Check("motion teacher", motion.Teach(eight), motion.Teach(frameByFrame.repeat(1, 1, 2, 1, 1)), 0);
        Close.Check("same size", TeacherInput.Resize(frameByFrame, 12), frameByFrame, 0);
    }

    [Fact]
    public void Motion_targets_have_unit_length_and_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var teacher = new MotionTeacher(Motion);

        var features = teacher.Teach(SmallEncoder.Frames(frames: 8));

        Assert.Equal([2L, 2, 36, 20], features.shape);
        Close.Check("length", features.norm(-1), ones(new long[] { 2, 2, 36 }), 1e-5);
        Assert.False(features.requires_grad);
        // The constant table of positions is no part of checkpoints.
        Assert.DoesNotContain(teacher.Network.state_dict().Keys, key => key.Contains("position", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Positions_of_another_training_grid_are_resized()
    {
        using var scope = NewDisposeScope();
        using var plain = new MotionTeacher(Motion);
        using var same = new MotionTeacher(Motion with { TrainedGrid = Motion.Grid });
        using var other = new MotionTeacher(Motion with { TrainedGrid = new TokenGrid(8, 16) });
        var frames = SmallEncoder.Frames(frames: 8);

        Close.Check("same grid", same.Teach(frames), plain.Teach(frames), 0);
        Assert.False(other.Teach(frames).allclose(plain.Teach(frames)));
    }

    [Fact]
    public void Wrong_clips_are_explained()
    {
        using var scope = NewDisposeScope();
        using var image = new SpatialTeacher(Image);
        using var video = new VideoTeacher(Video);
        using var motion = new MotionTeacher(Motion);

        Assert.Contains("[B, 3, 8, 12, 12]", Assert.Throws<ArgumentException>(() => motion.Teach(SmallEncoder.Frames())).Message);
        Assert.Contains("[B, 3, 4, 12, 12]", Assert.Throws<ArgumentException>(() => video.Teach(SmallEncoder.Frames(frames: 8))).Message);
        Assert.Contains("built for 4 frames", Assert.Throws<ArgumentException>(() => video.GridOf(8)).Message);
        Assert.Contains("[B, 3, T, H, W]", Assert.Throws<ArgumentException>(() => image.Teach(SmallEncoder.Frames().select(0, 0))).Message);
        Assert.Throws<ArgumentException>(() => new SpatialTeacher(Video));
    }

    [Theory]
    [InlineData("Heads")]
    [InlineData("Frames")]
    [InlineData("ImageSize")]
    [InlineData("NormEpsilon")]
    public void Impossible_motion_teachers_are_refused(string member)
    {
        var options = member switch
        {
            "Heads" => Motion with { Heads = 0 },
            "Frames" => Motion with { Frames = 7 },
            "ImageSize" => Motion with { ImageSize = 13 },
            _ => Motion with { NormEpsilon = 0 },
        };
        Assert.Equal(member, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>((Motion with { Layers = LayerSelection.Last(4) }).Validate);
        Assert.Throws<ArgumentOutOfRangeException>((Motion with { Width = 21 }).Validate);
    }
}
