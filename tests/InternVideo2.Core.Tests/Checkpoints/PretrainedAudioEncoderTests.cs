using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Tests.Checkpoints.Pickled;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A public BEATs file says itself how its encoder is built, and is loaded whole.</summary>
public sealed class PretrainedAudioEncoderTests : IDisposable
{
    private static readonly AudioEncoderOptions s_small = new()
    {
        PatchWidth = 8,
        Width = 16,
        Depth = 2,
        Heads = 2,
        HiddenWidth = 24,
        Buckets = 8,
        MaxDistance = 20,
        ConvolutionKernel = 4,
        ConvolutionGroups = 2,
        GradientDecay = 0.6,
        LayerDrop = 0.05,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheSettingsAreTheFilesOwn()
    {
        using var saved = new AudioEncoder(s_small);
        var path = Save(saved, Settings);

        using var opened = PretrainedAudioEncoder.Open(path);

        Assert.Equal(s_small, opened.Encoder.Options);
        Assert.False(opened.Encoder.training);
        Assert.All(opened.Encoder.parameters(), parameter => Assert.False(parameter.requires_grad));
        using var scope = NewDisposeScope();
        var features = rand(1, 32, 32);
        saved.eval();
        Assert.True(saved.forward(features).Tokens.Equals(opened.Encoder.forward(features).Tokens));
    }

    [Fact]
    public void WithoutSettingsTheOptionsMustBeNamed()
    {
        using var saved = new AudioEncoder(s_small);
        var path = Save(saved, null);

        var e = Assert.Throws<CheckpointException>(() => PretrainedAudioEncoder.Open(path));
        using var opened = PretrainedAudioEncoder.Open(path, s_small);

        Assert.Contains("Name the sizes", e.Message, StringComparison.Ordinal);
        Assert.Empty(opened.Report.Missing);
    }

    [Theory]
    [InlineData("encoder_layers", "two", "'encoder_layers' in 'cfg' is of the wrong kind. Expected a whole number, found two")]
    [InlineData("activation_fn", "relu", "Expected gelu, found relu")]
    [InlineData("encoder_attention_heads", 5L, "a multiple of Heads = 5")]
    public void SettingsThatCannotBeAreRefused(string name, object value, string message)
    {
        var settings = new Dictionary<string, object>(Settings) { [name] = value };

        var e = Assert.Throws<CheckpointException>(() => BeatsConfig.Encoder(settings, "beats.pt"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Settings => new()
    {
        ["input_patch_size"] = 16L,
        ["embed_dim"] = 8L,
        ["conv_bias"] = false,
        ["encoder_layers"] = 2L,
        ["encoder_embed_dim"] = 16L,
        ["encoder_ffn_embed_dim"] = 24L,
        ["encoder_attention_heads"] = 2L,
        ["activation_fn"] = "gelu",
        ["layer_wise_gradient_decay_ratio"] = 0.6,
        ["layer_norm_first"] = false,
        ["deep_norm"] = true,
        ["dropout"] = 0.0,
        ["attention_dropout"] = 0.0,
        ["activation_dropout"] = 0.0,
        ["encoder_layerdrop"] = 0.05,
        ["dropout_input"] = 0.0,
        ["conv_pos"] = 4L,
        ["conv_pos_groups"] = 2L,
        ["relative_position_embedding"] = true,
        ["num_buckets"] = 8L,
        ["max_distance"] = 20L,
        ["gru_rel_pos"] = true,
    };

    private string Save(AudioEncoder encoder, Dictionary<string, object>? settings)
    {
        var state = OfficialKeys.Audio.FileState(encoder).Append(("predictor.bias", encoder.get_parameter("norm.bias")!)).ToList();
        var pickle = new PickleWriter().Ops("}(").Text("model").Ops("}(");
        for (var i = 0; i < state.Count; i++)
        {
            var (name, value) = state[i];
            pickle.Text(name).Tensor($"{i}", "Float", value.numel(), 0, value.shape, value.stride());
        }
        pickle.Op('u');
        if (settings is not null)
        {
            pickle.Text("cfg").Ops("}(");
            foreach (var (name, value) in settings) Plain(pickle.Text(name), value);
            pickle.Op('u');
        }
        var path = _folder.File("beats.pt");
        File.WriteAllBytes(path, TorchFile.Zip(pickle.Op('u').End(), storages: [.. state.Select((entry, i) => ($"{i}", Bytes(entry.Item2)))]));
        return path;
    }

    private static void Plain(PickleWriter pickle, object value)
    {
        _ = value switch
        {
            long whole => pickle.Int(whole),
            bool flag => pickle.Raw(flag ? (byte)0x88 : (byte)0x89),
            double number => pickle.Op('G').Raw([.. BitConverter.GetBytes(number).Reverse()]),
            _ => pickle.Text((string)value),
        };
    }

    private static byte[] Bytes(Tensor value)
    {
        using var plain = value.detach();
        return TorchFile.Floats(plain.data<float>().ToArray());
    }
}
