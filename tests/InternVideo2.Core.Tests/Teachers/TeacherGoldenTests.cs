using InternVideo2.Checkpoints;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>The teachers say what the official ones say.</summary>
public sealed class TeacherGoldenTests
{
    private const double Tolerance = 5e-6;

    [GoldenTheory("teacher_internvl")]
    public void Image_teacher(string file)
    {
        using var golden = new GoldenFile(file);
        using var teacher = new SpatialTeacher(GoldenModels.ImageTeacher(golden.Config));
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(teacher.Network, OfficialKeys.Encoder, golden.ReadAll("w."));
        var video = golden.Read("in.video");

        var outputs = new Dictionary<string, Tensor>();
        if (golden.Text("clip_norm_type", "l2") == "none")
        {
            var looked = teacher.Look(video);
            outputs["middle_last"] = looked.Layers[^1];
            outputs["final_per_frame"] = looked.Pooled!;
        }
        else
        {
            var targets = teacher.Teach(video);
            outputs["middle"] = targets.Middle;
            outputs["final"] = targets.Final;
            outputs["attn"] = targets.Attention;
        }
        CheckAll(golden, outputs);
    }

    [GoldenTheory("teacher_internvideo2")]
    public void Video_teacher(string file)
    {
        using var golden = new GoldenFile(file);
        using var teacher = new VideoTeacher(GoldenModels.VideoTeacher(golden.Config));
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(teacher.Network, OfficialKeys.Encoder, golden.ReadAll("w."));

        var targets = teacher.Teach(golden.Read("in.video"));

        CheckAll(golden, new() { ["middle"] = targets.Middle, ["final"] = targets.Final, ["attn"] = targets.Attention });
    }

    [GoldenTheory("teacher_videomae")]
    public void Motion_teacher(string file)
    {
        using var golden = new GoldenFile(file);
        using var teacher = new MotionTeacher(GoldenModels.MotionTeacher(golden.Config));
        using var scope = NewDisposeScope();
        CheckpointLoader.Load(teacher.Network, OfficialKeys.MotionTeacher, golden.ReadAll("w."));

        var features = teacher.Teach(golden.Read("in.video"));

        Assert.False(features.requires_grad);
        CheckAll(golden, new() { ["features"] = features });
    }

    private static void CheckAll(GoldenFile golden, Dictionary<string, Tensor> outputs)
    {
        foreach (var name in golden.Keys("out.")) golden.Check("out." + name, outputs[name], Tolerance);
    }
}
