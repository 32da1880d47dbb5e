using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>
/// Composite models of official size have exactly the official keys and shapes, their own tensors in the official order. Built without memory, on the
/// device "meta".
/// </summary>
public sealed class AlignmentKeysGoldenTests
{
    [GoldenTheory("keys/stage2_1b_visual", "keys/stage2_6b_visual", "keys/stage2_1b_audiovisual", "keys/stage2_6b_audiovisual")]
    public void Composite_models(string file)
    {
        var expected = Read(file);
        var options = Options(file, expected);
        using var model = options.CreateModel(Initializer.Blank(META));
        var keys = OfficialKeys.AlignmentOf(model);
        var all = keys.FileState(model).Select(Show).ToList();
        Assert.Equal(expected.Select(Show).Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(key => !keys.IsImplied(key.Name)).Select(Show), keys.State(model).Select(Show));
        Assert.All(model.state_dict().Keys, ours => Assert.Equal(ours, keys.ToOurs(keys.ToOfficial(ours))));
    }

    [GoldenTheory("keys/stage2_internvl_6b_teacher")]
    public void Image_teacher(string file)
    {
        using var encoder = new VideoEncoder(SpatialTeacherOptions.InternVL6B.Encoder, Initializer.Blank(META));
        var actual = OfficialKeys.Encoder.State(encoder).Select(Show);
        Assert.Equal(Read(file).Select(Show).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    /// <summary>The preset of the size, with the parts that the list has.</summary>
    private static Stage2Options Options(string file, List<(string Name, long[] Shape)> keys)
    {
        bool Has(string name) => keys.Any(key => key.Name == name);
        long? Rows(string name) => Has(name) ? keys.First(key => key.Name == name).Shape[0] : null;
        var preset = file.Contains("_1b_", StringComparison.Ordinal) ? Stage2Options.Giant1B : Stage2Options.Giant6B;
        var pairs = MediaPairs.ImageText | MediaPairs.VideoText;
        if (Has("av_fusion.weight")) pairs |= MediaPairs.AudioVideoFullText;
        if (Has("atm_head.weight")) pairs |= MediaPairs.AudioText;
        var words = Has("text_encoder.cls.predictions.bias");
        return preset with
        {
            Text = preset.Text with { WordHead = words },
            Audio = Has("audio_proj.weight") ? AudioEncoderOptions.Beats : null,
            ContrastWidth = (int)Rows("vision_proj.weight")!,
            FusionWidth = (int?)Rows("av_concat_vision_proj.0.weight"),
            Losses = preset.Losses with { Pairs = pairs, Beta3 = words ? 1 : 0 },
        };
    }

    private static List<(string Name, long[] Shape)> Read(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        return [.. golden.RootElement.EnumerateObject().Select(key => (key.Name, key.Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()))];
    }

    private static string Show((string Name, long[] Shape) key) => $"{key.Name} [{string.Join(", ", key.Shape)}]";

    private static string Show((string Name, Tensor Value) key) => Show((key.Name, key.Value.shape));
}
