using InternVideo2.Encoders;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>The distance of unmasked tokens from a teacher's is the official one. The file's older forms ("legacy") are used by no configuration.</summary>
public sealed class TeacherDistanceGoldenTests
{
    [GoldenTheory("stage2/loss_uta")]
    public void Unmasked_token_alignment(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var (number, config) in golden.Config.GetProperty("cases").EnumerateArray().Index())
        {
            using var scope = NewDisposeScope();
            var ratio = config.GetProperty("clip_loss_ratio").EnumerateArray().Select(r => r.GetDouble()).ToArray();
            var withFinal = config.GetProperty("distill_final_features").GetBoolean() && ratio[1] > 0;
            var (middle, final) = (golden.Read("in.student_middle").requires_grad_(), golden.Read("in.student_final").requires_grad_());

            var loss = FeatureDistance.Of([.. middle.unbind(0)], golden.Read("in.teacher_middle"), "middle").mul(ratio[0]);
            if (withFinal) loss = loss.add(FeatureDistance.Of([final], golden.Read("in.teacher_final").unsqueeze(0), "final").mul(ratio[1]));
            golden.Check($"out.loss.{number}", golden.Read($"out.loss.{number}").ndim == 1 ? loss.unsqueeze(0) : loss, 1e-5);
            loss.backward();
            golden.Check($"out.grad_student_middle.{number}", middle.grad!, 1e-5);
            if (withFinal) golden.Check($"out.grad_student_final.{number}", final.grad!, 1e-5);
            else Assert.False(golden.Has($"out.grad_student_final.{number}"));
        }
    }
}
