using System.Text.Json;
using InternVideo2.Classification;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage1;
using InternVideo2.Teachers;

namespace InternVideo2.Tests.Golden;

/// <summary>Options of the models a golden file's configuration describes. The names are the official constructors'.</summary>
internal static class GoldenModels
{
    public static VideoEncoderOptions Encoder(JsonElement config) => new()
    {
        ImageSize = Int(config, "img_size", 224),
        PatchSize = Int(config, "patch_size", 14),
        Frames = Int(config, "num_frames", 8),
        TubeletSize = Int(config, "tubelet_size", 1),
        Width = Int(config, "embed_dim"),
        Depth = Int(config, "depth"),
        Heads = Int(config, "num_heads"),
        MlpRatio = Number(config, "mlp_ratio"),
        PoolHeads = Int(config, "attn_pool_num_heads", 16),
        PooledWidth = Int(config, "clip_embed_dim", 768),
        Positions = Has(config, "sep_pos_embed") && config.GetProperty("sep_pos_embed").GetBoolean() ? PositionKind.Separable : PositionKind.Joint,
        Gelu = Text(config, "gelu", "erf") == "tanh" ? GeluForm.Tanh : GeluForm.Erf,
    };

    /// <summary>A configuration as it stands in a pickled checkpoint.</summary>
    public static IReadOnlyDictionary<string, object> Settings(JsonElement config) => config.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => (object)entry.Value.GetBoolean(),
        JsonValueKind.String => entry.Value.GetString()!,
        _ => entry.Value.TryGetInt64(out var whole) ? (object)whole : entry.Value.GetDouble(),
    });

    public static VideoClassifierOptions Classifier(JsonElement config, bool extraMlp) => new()
    {
        Encoder = Encoder(config),
        Classes = Int(config, "num_classes"),
        ExtraMlp = extraMlp,
        Input = Text(config, "merge_method", "proj") switch
        {
            "cls_avg1" => HeadInput.ClassMean,
            "cls_avgN" => HeadInput.ClassFrames,
            "cls_avg1_proj" => HeadInput.ClassMeanPooled,
            "cls_avgN_proj" => HeadInput.ClassFramesPooled,
            _ => HeadInput.Pooled,
        },
        MergeNorm = Text(config, "merge_norm", "LN") switch { "BN" => MergeNorm.Batch, "kaiming_BN" => MergeNorm.PlainBatch, _ => MergeNorm.Layer },
    };

    public static DistillationStudentOptions Student(JsonElement config) => new()
    {
        Encoder = Encoder(config),
        SpatialLayers = LayerSelection.Last(Int(config, "clip_return_layer"), Number(config, "clip_student_return_interval", 1)),
        SpatialWidth = Int(config, "clip_teacher_embed_dim"),
        FinalWidth = Int(config, "clip_teacher_final_dim"),
        SpatialDecoder = Text(config, "clip_student_decoder", "Linear_Decoder") == "MLP_Decoder" ? DecoderKind.Mlp : DecoderKind.Linear,
        MotionLayers = LayerSelection.Last(Int(config, "mae_return_layer", 0), Number(config, "mae_student_return_interval", 1)),
        MotionWidth = Int(config, "mae_teacher_embed_dim", 0),
    };

    /// <summary>The text encoder of a file's "bert" configuration: dropout is off, as in all golden files.</summary>
    public static TextEncoderOptions Text(JsonElement config, bool wordHead) => new()
    {
        VocabularySize = Int(config, "vocab_size"),
        Width = Int(config, "hidden_size"),
        Depth = Int(config, "num_hidden_layers"),
        FusionLayer = Int(config, "fusion_layer"),
        Heads = Int(config, "num_attention_heads"),
        HiddenWidth = Int(config, "intermediate_size"),
        MediaWidth = Int(config, "encoder_width"),
        MaxPositions = Int(config, "max_position_embeddings", 512),
        NormEpsilon = Number(config, "layer_norm_eps", 1e-12),
        Dropout = 0,
        WordHead = wordHead,
    };

    /// <summary>The loss weights of a file: clip_loss_ratio and mae_loss_ratio.</summary>
    public static DistillationOptions Weights(JsonElement config)
    {
        var clip = Has(config, "clip_loss_ratio") ? config.GetProperty("clip_loss_ratio").EnumerateArray().Select(v => v.GetDouble()).ToArray() : [1, 1];
        return new DistillationOptions { MiddleRatio = clip[0], FinalRatio = clip[1], Alpha2 = Number(config, "mae_loss_ratio", 1) };
    }

    public static SpatialTeacherOptions ImageTeacher(JsonElement config) => new()
    {
        Encoder = Encoder(config) with { Frames = 1, Positions = PositionKind.Image, LayerScaleInit = 0.1 },
        Layers = LayerSelection.Last(Int(config, "clip_return_layer", 1), Number(config, "clip_return_interval", 1)),
        Norm = Norm(config, "clip_norm_type"),
    };

    public static SpatialTeacherOptions VideoTeacher(JsonElement config) => new()
    {
        Encoder = Encoder(config),
        Layers = LayerSelection.Last(Int(config, "clip_return_layer", 1), Number(config, "clip_return_interval", 1)),
        Norm = Norm(config, "clip_norm_type"),
    };

    public static MotionTeacherOptions MotionTeacher(JsonElement config, string attention = "standard") => new()
    {
        ImageSize = Int(config, "img_size", 224),
        PatchSize = Int(config, "patch_size", 14),
        Frames = Int(config, "all_frames", 16),
        TubeletSize = Int(config, "tubelet_size", 2),
        Width = Int(config, "embed_dim"),
        Depth = Int(config, "depth"),
        Heads = Int(config, "num_heads"),
        MlpRatio = Number(config, "mlp_ratio"),
        QkvBias = !Has(config, "qkv_bias") || config.GetProperty("qkv_bias").GetBoolean(),
        LayerScaleInit = Number(config, "init_values", 0),
        NormEpsilon = Number(config, "norm_eps", 1e-6),
        Attention = Text(config, "attention", attention) == "literal" ? AttentionForm.AcrossHeads : AttentionForm.Standard,
        Layers = LayerSelection.Last(Int(config, "mae_return_layer", 1), Number(config, "mae_return_interval", 1)),
        Norm = Norm(config, "mae_norm_type"),
    };

    private static FeatureNorm Norm(JsonElement config, string key) => Text(config, key, "l2") == "l2" ? FeatureNorm.L2 : FeatureNorm.None;

    private static bool Has(JsonElement config, string key) => config.TryGetProperty(key, out _);

    private static int Int(JsonElement config, string key, int? fallback = null) =>
        config.TryGetProperty(key, out var value) ? value.GetInt32() : fallback ?? throw new KeyNotFoundException($"config has no '{key}'.");

    private static double Number(JsonElement config, string key, double? fallback = null)
    {
        if (!config.TryGetProperty(key, out var value)) return fallback ?? throw new KeyNotFoundException($"config has no '{key}'.");
        if (value.ValueKind != JsonValueKind.String) return value.GetDouble();
        // Some ratios are written as fractions.
        var parts = value.GetString()!.Split('/').Select(part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return parts.Length == 2 ? parts[0] / parts[1] : parts[0];
    }

    private static string Text(JsonElement config, string key, string fallback) =>
        config.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : fallback;
}
