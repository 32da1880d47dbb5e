using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Classification;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>
/// Models of official size have exactly the official keys and shapes, students and classifiers also in the official order. Built without memory, on the
/// device "meta".
/// </summary>
public sealed class OfficialKeysGoldenTests
{
    [GoldenTheory("keys/stage1_pretrain", "keys/distill")]
    public void Students(string file) => Check(file, inOrder: true, config =>
    {
        var decoder = config.TryGetProperty("mae_teacher_embed_dim", out _) ? DecoderKind.Linear : DecoderKind.Mlp;
        var options = GoldenModels.Student(config);
        return (new DistillationStudent(options with { SpatialDecoder = decoder }, Initializer.Blank(META)), OfficialKeys.Student);
    });

    [GoldenTheory("keys/teacher_internvl")]
    public void Image_teachers(string file) => Check(file, inOrder: false,
        config => (new VideoEncoder(GoldenModels.ImageTeacher(config).Encoder, Initializer.Blank(META)), OfficialKeys.Encoder));

    [GoldenTheory("keys/teacher_internvideo2")]
    public void Video_teachers(string file) => Check(file, inOrder: true,
        config => (new VideoEncoder(GoldenModels.VideoTeacher(config).Encoder, Initializer.Blank(META)), OfficialKeys.Encoder));

    [GoldenTheory("keys/teacher_videomae")]
    public void Motion_teachers(string file) => Check(file, inOrder: true,
        config => (new MotionTeacher(GoldenModels.MotionTeacher(config), Initializer.Blank(META)).Network, OfficialKeys.MotionTeacher));

    [GoldenTheory("keys/classifier", "keys/linear_probe_cat", "keys/attentive_probe")]
    public void Classifiers(string file) => Check(file, inOrder: true, config =>
    {
        var options = GoldenModels.Classifier(config, extraMlp: file.Contains("attentive_probe", StringComparison.Ordinal));
        return (new VideoClassifier(options, Initializer.Blank(META)), OfficialKeys.Classifier);
    });

    private static void Check(string file, bool inOrder, Func<JsonElement, (nn.Module Module, KeyTable Keys)> build)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var (module, keys) = build(golden.RootElement.GetProperty("config"));
        using (module)
        {
            var expected = golden.RootElement.GetProperty("keys").EnumerateObject().Select(k => $"{k.Name} [{string.Join(", ", k.Value.EnumerateArray())}]").ToList();
            var actual = keys.State(module).Select(entry => $"{entry.Name} [{string.Join(", ", entry.Value.shape)}]").ToList();
            if (!inOrder)
            {
                expected.Sort(StringComparer.Ordinal);
                actual.Sort(StringComparer.Ordinal);
            }
            Assert.Equal(expected, actual);
            Assert.Equal(golden.RootElement.GetProperty("parameters").GetInt64(), module.parameters().Sum(parameter => parameter.numel()));
            Assert.All(module.state_dict().Keys, ours => Assert.Equal(ours, keys.ToOurs(keys.ToOfficial(ours))));
        }
    }
}
