using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>VideoMAE sees visible tubes only, is judged by hidden ones only, learns, and its encoder is a motion teacher's.</summary>
public sealed class VideoMaeTests
{
    [Fact]
    public void Hidden_pixels_have_no_influence_on_what_is_painted()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallVideoMae.Create();
        var (frames, mask) = (SmallEncoder.Frames(), SmallVideoMae.Mask());
        var hidden = PixelsOf(mask);
        var noise = SmallEncoder.Frames(seed: 4);

        var painted = Paint(objective, frames, mask);

        Close.Check("other hidden pixels", Paint(objective, where(hidden, noise, frames), mask), painted, 0);
        Assert.False(Paint(objective, where(hidden, frames, noise), mask).allclose(painted));
    }

    [Fact]
    public void The_error_is_the_mean_square_over_hidden_patches()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallVideoMae.Create();
        var (frames, mask) = (SmallEncoder.Frames(), SmallVideoMae.Mask());
        var targets = PixelTargets.Of(frames, Hidden(mask), 4, 2, InternVideo2.Video.PixelStatistics.ImageNet);
        Assert.Equal([2L, 12, 96], targets.shape);

        var expected = (Paint(objective, frames, mask) - targets).pow(2).mean();

        Close.Check("error", objective.ErrorOf(frames, mask), expected, 1e-6);
    }

    [Fact]
    public void Patches_are_painted_where_they_are()
    {
        // With the hidden tokens told apart by nothing but their positions, what is painted differs from place to place.
        using var scope = NewDisposeScope();
        using var objective = SmallVideoMae.Create();
        var painted = Paint(objective, SmallEncoder.Frames(), SmallVideoMae.Mask());
        Assert.False(painted.select(1, 0).allclose(painted.select(1, 1)));
    }

    [Fact]
    public void The_loss_falls_and_every_parameter_learns()
    {
        using var objective = SmallVideoMae.Create();
        var before = objective.Model.state_dict().ToDictionary(p => p.Key, p => p.Value.clone());
        using var random = new RandomStreams(1);
        using var source = new RepeatedBatch(SmallVideoMae.Batch());
        var options = new TrainerOptions { Epochs = 60, BatchSize = 2, WarmupSteps = 5, BaseLearningRate = 1e-2, Scaling = LearningRateScaling.None };
        using var trainer = new Trainer(objective, source, options, random);
        var losses = new List<double>();
        trainer.StepDone += step => losses.Add(step.Loss);

        trainer.Run();

        // Normalised pixels have a mean square of nearly 1, which is what painting zeros costs.
        Assert.InRange(losses[0], 0.8, 3);
        Assert.True(losses[^5..].Average() < 0.85 * losses[..5].Average(), string.Join(" ", losses));
        Assert.All(objective.Model.state_dict(), p => Assert.False(p.Value.allclose(before[p.Key], 0, 0), $"{p.Key} has not changed."));
    }

    [Fact]
    public void Seeing_everything_the_encoder_says_what_the_teacher_says()
    {
        using var scope = NewDisposeScope();
        using var objective = SmallVideoMae.Create();
        var options = SmallVideoMae.Options.Encoder with { Norm = FeatureNorm.None };
        using var teacher = new MotionTeacher(options);
        var weights = OfficialKeys.VideoMae.State(objective.Model).Where(w => w.Name.StartsWith("encoder.", StringComparison.Ordinal));
        CheckpointLoader.Load(teacher.Network, OfficialKeys.MotionTeacher, weights.ToDictionary(w => w.Name["encoder.".Length..], w => w.Value));
        var frames = SmallEncoder.Frames();

        var encoded = ((MotionNetwork)objective.Autoencoder.Encoder).Encode(frames, VisibleTokens.FromMask(zeros(2, 19, ScalarType.Bool), CPU));

        Close.Check("features", encoded, teacher.Teach(frames)[0], 1e-6);
    }

    [Theory]
    [InlineData(1.0, 16, nameof(VideoMaeOptions.MaskRatio))]
    [InlineData(0.05, 16, nameof(VideoMaeOptions.MaskRatio))]
    [InlineData(0.7, 15, nameof(VideoMaeOptions.DecoderWidth))]
    public void Impossible_options_are_refused(double ratio, int width, string member)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>((SmallVideoMae.Options with { MaskRatio = ratio, DecoderWidth = width }).Validate);
        Assert.Equal(member, refused.ParamName);
    }

    private static Tensor Paint(VideoMaeObjective objective, Tensor frames, Tensor mask) =>
        objective.Autoencoder.call(frames, VisibleTokens.FromMask(mask, CPU), Hidden(mask));

    private static VisibleTokens Hidden(Tensor mask)
    {
        var hidden = mask.logical_not();
        hidden[TensorIndex.Colon, 0] = tensor(false);
        return VisibleTokens.FromMask(hidden, CPU);
    }

    /// <summary>The mask of the tokens as a mask of the pixels: B × 1 × F × S × S.</summary>
    private static Tensor PixelsOf(Tensor mask) =>
        mask.narrow(1, 1, 18).view(2, 1, 2, 3, 3).repeat_interleave(2, 2).repeat_interleave(4, 3).repeat_interleave(4, 4);
}
