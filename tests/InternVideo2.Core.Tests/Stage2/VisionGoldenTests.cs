using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>The video encoder, configured for stage 2, gives the official tokens, features and gradients on clips and pictures, whole and masked.</summary>
public sealed class VisionGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/vision")]
    public void Clips_and_pictures(string file)
    {
        using var golden = new GoldenFile(file);
        using var tower = new VisionTower(GoldenStage2.Vision(golden.Config), Initializer.Blank());
        tower.eval();
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(tower, OfficialKeys.VisionTower, golden.ReadAll("w."));
        Check(golden, tower, "video", null);
        Check(golden, tower, "image", null);
        Check(golden, tower, "image", "masked");

        var masked = Check(golden, tower, "video", "masked");
        var loss = new[] { "x_vis", "x_pool_vis", "x_clip_align", "x_align" }
            .Select(name => masked[name].mul(golden.Read("in.gradseed." + name)).sum()).Aggregate((a, b) => a.add(b));
        golden.Check("out.grad_loss", loss, Tolerance, 1e-5);
        loss.backward();
        var parameters = OfficialKeys.VisionTower.Parameters(tower).ToDictionary();
        Assert.NotEmpty(golden.Keys("grad."));
        // A bias before a softmax over the same rows shifts nothing: its gradient is zero but for rounding.
        Assert.All(golden.Keys("grad."), name => golden.Check("grad." + name, parameters[name].grad!, 1e-4, name.EndsWith("k_bias") || name.EndsWith("norm1_k.bias") ? 1e-5 : 0));
    }

    [GoldenTheory("stage2/vision_pos_init")]
    public void Tables_start_from_sines_and_cosines(string file)
    {
        using var golden = new GoldenFile(file);
        using var tower = new VisionTower(GoldenStage2.Vision(golden.Config));
        using var scope = NewDisposeScope();
        var parameters = OfficialKeys.VisionTower.Parameters(tower).ToDictionary();
        Assert.All(golden.Keys("out."), name =>
        {
            golden.Check("out." + name, parameters[name], 0, 5e-7);
            Assert.True(parameters[name].requires_grad);
        });
    }

    private static Dictionary<string, Tensor> Check(GoldenFile golden, VisionTower tower, string media, string? masked)
    {
        var frames = golden.Read($"in.{media}");
        using var visible = masked is null ? null : VisibleTokens.FromMask(golden.Read($"in.mask_{media}"), CPU);
        var output = tower.call(frames, new VisionRequest { Visible = visible, ForTeacher = true });
        var named = new Dictionary<string, Tensor>
        {
            ["x_vis"] = output.Tokens,
            ["x_pool_vis"] = output.Pooled,
            ["x_clip_align"] = stack(output.Middle),
            ["x_align"] = output.Final!,
        };
        var place = $"out.{media}_{masked ?? "full"}.";
        foreach (var (name, value) in named) golden.Check(place + name, value, Tolerance);
        var cut = tower.Encoder.call(frames, new EncoderRequest { Visible = visible, Skip = -1 - golden.Int("x_vis_return_idx"), Pool = false });
        golden.Check(place + "x_vis_only_cut", cut.Tokens, Tolerance);
        return named;
    }
}
