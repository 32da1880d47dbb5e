using InternVideo2.Encoders;

namespace InternVideo2.Checkpoints;

/// <summary>
/// The settings that BEATs files carry beside their weights, under <see cref="Key"/>, in this project's terms (stage 2, 4.4). What a file does not say has
/// the value that the official class gives it.
/// </summary>
public static class BeatsConfig
{
    /// <summary>Where they lie in a file of torch.save.</summary>
    public const string Key = "cfg";

    /// <summary>How the encoder is built.</summary>
    /// <param name="settings">Official names; entries that do not concern the encoder are passed over.</param>
    /// <param name="path">The file they come from, for messages.</param>
    /// <exception cref="CheckpointException">A setting is of another kind, out of its range, or asks for something this encoder cannot be.</exception>
    public static AudioEncoderOptions Encoder(IReadOnlyDictionary<string, object> settings, string path)
    {
        var read = new Settings(settings, path);
        if (read.Text("activation_fn", "gelu") is not "gelu" and var activation)
            throw new CheckpointException(path, $"the setting 'activation_fn' in '{Key}' is one this encoder has not", expected: "gelu", actual: activation);
        var options = new AudioEncoderOptions
        {
            PatchSize = read.Integer("input_patch_size", 16),
            PatchWidth = read.Integer("embed_dim", 512),
            PatchBias = read.Flag("conv_bias"),
            Depth = read.Integer("encoder_layers", 12),
            Width = read.Integer("encoder_embed_dim", 768),
            HiddenWidth = read.Integer("encoder_ffn_embed_dim", 3072),
            Heads = read.Integer("encoder_attention_heads", 12),
            GradientDecay = read.Number("layer_wise_gradient_decay_ratio", 1),
            NormFirst = read.Flag("layer_norm_first"),
            DeepNorm = read.Flag("deep_norm"),
            Dropout = read.Number("dropout", 0.1),
            AttentionDropout = read.Number("attention_dropout", 0.1),
            HiddenDropout = read.Number("activation_dropout", 0),
            LayerDrop = read.Number("encoder_layerdrop", 0),
            InputDropout = read.Number("dropout_input", 0),
            ConvolutionKernel = read.Integer("conv_pos", 128),
            ConvolutionGroups = read.Integer("conv_pos_groups", 16),
            Buckets = read.Flag("relative_position_embedding") ? read.Integer("num_buckets", 320) : 0,
            MaxDistance = read.Integer("max_distance", 1280),
            GatedBias = read.Flag("gru_rel_pos"),
        };
        Validate(options, path);
        return options;
    }

    /// <summary>Sounds that the file's tagger tells apart; null when it has none.</summary>
    /// <inheritdoc cref="Encoder"/>
    public static int? Classes(IReadOnlyDictionary<string, object> settings, string path)
    {
        var read = new Settings(settings, path);
        return read.Flag("finetuned_model") ? read.Integer("predictor_class", 527) : null;
    }

    private static void Validate(AudioEncoderOptions options, string path)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException(path, $"its settings in '{Key}' describe no encoder: {e.Message}", inner: e);
        }
    }

    private sealed class Settings(IReadOnlyDictionary<string, object> settings, string path)
    {
        public int Integer(string name, int otherwise) => settings.GetValueOrDefault(name) switch
        {
            null => otherwise,
            long and >= int.MinValue and <= int.MaxValue and var whole => (int)(long)whole,
            var other => throw Wrong(name, "a whole number", other),
        };

        public double Number(string name, double otherwise) => settings.GetValueOrDefault(name) switch
        {
            null => otherwise,
            double number => number,
            long whole => whole,
            var other => throw Wrong(name, "a number", other),
        };

        public bool Flag(string name) => settings.GetValueOrDefault(name) switch
        {
            null => false,
            bool flag => flag,
            var other => throw Wrong(name, "true or false", other),
        };

        public string Text(string name, string otherwise) => settings.GetValueOrDefault(name) switch
        {
            null => otherwise,
            string text => text,
            var other => throw Wrong(name, "a text", other),
        };

        private CheckpointException Wrong(string name, string expected, object actual) =>
            new(path, $"the setting '{name}' in '{Key}' is of the wrong kind", expected: expected, actual: $"{actual}");
    }
}
