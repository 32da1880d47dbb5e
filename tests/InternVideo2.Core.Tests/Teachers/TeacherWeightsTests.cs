using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>Teachers are filled from the files their options name; files are the same when their contents are.</summary>
public sealed class TeacherWeightsTests
{
    private static readonly SpatialTeacherOptions Image = new()
    {
        Encoder = SmallEncoder.Options with { Frames = 1, Positions = PositionKind.Image },
        Layers = LayerSelection.Last(1),
    };

    [Fact]
    public void A_teacher_says_bit_for_bit_what_the_saved_one_said()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var first = new SpatialTeacher(Image, Initializer.Seeded(8));
        SmallEncoder.Disturbed(first.Network);
        var motionOptions = SmallVideoMae.Options.Encoder;
        using var firstMotion = new MotionTeacher(motionOptions, Initializer.Seeded(9));
        SmallEncoder.Disturbed(firstMotion.Network);
        SafetensorsWriter.Write(folder.File("spatial"), OfficialKeys.Encoder.State(first.Network));
        SafetensorsWriter.Write(folder.File("motion"), OfficialKeys.MotionTeacher.State(firstMotion.Network));

        using var second = (Image with { Weights = TeacherWeights.Of(folder.File("spatial")) }).Create();
        using var secondMotion = new MotionTeacher(motionOptions with { Weights = TeacherWeights.Of(folder.File("motion")) });

        var frames = SmallEncoder.Frames();
        Close.Check("middle", second.Teach(frames).Middle, first.Teach(frames).Middle, 0);
        Close.Check("final", second.Teach(frames).Final, first.Teach(frames).Final, 0);
        Close.Check("motion", secondMotion.Teach(frames), firstMotion.Teach(frames), 0);
        Assert.All(second.Network.parameters(), p => Assert.False(p.requires_grad));
    }

    [Fact]
    public void Files_are_equal_when_their_contents_are()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "one");
        File.WriteAllText(folder.File("b"), "one");
        File.WriteAllText(folder.File("c"), "two");
        var a = Image with { Weights = TeacherWeights.Of(folder.File("a")) };

        Assert.Equal(a, Image with { Weights = TeacherWeights.Of(folder.File("b")) });
        Assert.Equal(a.ToString(), (Image with { Weights = TeacherWeights.Of(folder.File("b")) }).ToString());
        Assert.NotEqual(a, Image with { Weights = TeacherWeights.Of(folder.File("c")) });
        Assert.NotEqual(a.ToString(), Image.ToString());
        Assert.Equal(64, a.Weights!.Hash.Length);
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using var folder = new TemporaryFolder();
        using (var other = new SpatialTeacher(Image with { Encoder = Image.Encoder with { PooledWidth = 7 } }))
            SafetensorsWriter.Write(folder.File("other"), OfficialKeys.Encoder.State(other.Network));

        var options = Image with { Weights = TeacherWeights.Of(folder.File("other")) };

        Assert.Throws<CheckpointMismatchException>(() => options.Create());
    }
}
