using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A checkpoint that does not fit is refused with what to do about it, and the model stays as it was.</summary>
public sealed class LoadAdviceTests
{
    [Fact]
    public void Another_size_is_named_with_the_preset_that_fits()
    {
        using var big = new VideoEncoder(VideoEncoderOptions.B14, Initializer.Blank(META));
        using var small = new VideoEncoder(VideoEncoderOptions.S14, Initializer.Blank(META));
        var tensors = OfficialKeys.Encoder.State(big).ToDictionary(entry => entry.Name, entry => entry.Value);

        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(small, OfficialKeys.Encoder, tensors));

        Assert.Contains("it has 12 blocks of width 768, MLPs of width 3072 (B14), the model 12 blocks of width 384, MLPs of width 1536 (S14)",
            error.Message);
        Assert.Contains("Build the model as B14", error.Message);
    }

    [Fact]
    public void A_forgotten_prefix_is_named()
    {
        using var model = SmallEncoder.Create();
        var tensors = OfficialKeys.Encoder.State(model).ToDictionary(entry => "vision_encoder." + entry.Name, entry => entry.Value);

        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, OfficialKeys.Encoder, tensors));

        Assert.Contains("KeyRule.Only(\"vision_encoder.\")", error.Message);
    }

    [Fact]
    public void A_table_for_another_grid_is_refused_until_its_positions_in_time_are_named()
    {
        using var model = SmallEncoder.Create();
        using var longer = SmallEncoder.Create(SmallEncoder.Options with { Frames = 8 });
        var tensors = OfficialKeys.Encoder.State(longer).ToDictionary(entry => entry.Name, entry => entry.Value);

        var error = Assert.Throws<CheckpointMismatchException>(() => CheckpointLoader.Load(model, OfficialKeys.Encoder, tensors));

        Assert.Contains("LoadRecipe.TableTimes", error.Message);
        Assert.Equal("pos_embed", Assert.Single(error.Report.Mismatched).Key);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused_before_anything_is_changed(float bad)
    {
        using var scope = NewDisposeScope();
        using var model = SmallEncoder.Create();
        using var other = SmallEncoder.Create(SmallEncoder.Options with { LayerScaleInit = 0.25 });
        var tensors = OfficialKeys.Encoder.State(other).ToDictionary(entry => entry.Name, entry => entry.Value.detach().clone());
        tensors["blocks.1.attn.qkv.weight"][3, 5] = tensor(bad);
        var before = model.state_dict()["classToken"].sum().ToSingle();

        var error = Assert.Throws<CheckpointException>(() => CheckpointLoader.Load(model, OfficialKeys.Encoder, tensors));

        Assert.Equal("blocks.1.attn.qkv.weight", error.Key);
        Assert.Contains("1 of 3072 values", error.Message);
        Assert.Equal(before, model.state_dict()["classToken"].sum().ToSingle());

        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("bad.safetensors"), tensors.Select(entry => (entry.Key, entry.Value)));
        using var file = Checkpoint.Open(folder.File("bad.safetensors"));
        Assert.True(CheckpointLoader.Load(model, OfficialKeys.Encoder, file, LoadRecipe.Exact with { AllowNonFinite = true }).IsComplete);
    }
}
