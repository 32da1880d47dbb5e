using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Stage2;
using InternVideo2.Teachers;
using InternVideo2.Tests.Golden;
using InternVideo2.Text;

namespace InternVideo2.Tests.Stage2;

/// <summary>Options of the stage-2 models that a golden file's configuration describes. The names are the official ones.</summary>
internal static class GoldenStage2
{
    public static VisionTowerOptions Vision(JsonElement config) => new()
    {
        Encoder = GoldenModels.Encoder(config) with
        {
            Pictures = config.GetProperty("sep_image_video_pos_embed").GetBoolean() ? PicturePositions.Own : PicturePositions.FrameMean,
        },
        Teacher = new TeacherHeadsOptions
        {
            Layers = LayerSelection.Last(config.GetProperty("clip_return_layer").GetInt32(), config.GetProperty("clip_student_return_interval").GetDouble()),
            Width = config.GetProperty("clip_teacher_embed_dim").GetInt32(),
            FinalWidth = config.GetProperty("clip_teacher_final_dim").GetInt32(),
            Norm = config.GetProperty("clip_norm_type").GetString() == "l2" ? FeatureNorm.L2 : FeatureNorm.None,
        },
    };

    /// <summary>The composite model; with "beats" in its configuration it is of the audio-visual class.</summary>
    public static AlignmentModelOptions Model(JsonElement config)
    {
        var losses = Losses(config);
        var hears = config.TryGetProperty("beats", out var beats);
        return new AlignmentModelOptions
        {
            Vision = Vision(config.GetProperty("vision")),
            Text = Text(config),
            Audio = hears ? Audio(beats) : null,
            ContrastWidth = config.GetProperty("contra_dim").GetInt32(),
            FusionWidth = hears ? config.GetProperty("av_concat_dim").GetInt32() : null,
            AudioTextHead = hears && losses.Weights.Atm > 0,
            AudioVideoTextHead = hears && losses.Weights.Avtm > 0,
            AudioVideoVector = hears && losses.Weights.Avtc + losses.Weights.Avtm > 0,
            Temperature = config.GetProperty("temp").GetDouble(),
        };
    }

    /// <summary>Every pair is on; the weights decide, as in the official configuration.</summary>
    public static AlignmentOptions Losses(JsonElement config)
    {
        var weights = config.GetProperty("loss_weight");
        double Weight(string name) => weights.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        var ratio = config.TryGetProperty("clip_loss_ratio", out var ratios) ? ratios.EnumerateArray().Select(r => r.GetDouble()).ToArray() : [1, 1];
        return new AlignmentOptions
        {
            Pairs = MediaPairs.All,
            Weights = new TermWeights
            {
                Vtc = Weight("vtc"),
                Atc = Weight("atc"),
                Avc = Weight("avc"),
                Avtc = Weight("avtc"),
                Vtm = Weight("vtm"),
                Atm = Weight("atm"),
                Avtm = Weight("avtm"),
                Mlm = Weight("mlm"),
                Amlm = Weight("amlm"),
                Avmlm = Weight("avmlm"),
                Uta = config.GetProperty("only_mask").GetBoolean() ? 0 : Weight("uta"),
            },
            Captions = new TermCaptions
            {
                Exceptions = string.Join(" ", config.GetProperty("loss_caption").EnumerateObject().Select(entry => $"{entry.Name}:{entry.Value.GetString()}")),
            },
            TeacherMiddle = ratio[0],
            TeacherFinal = ratio[1],
        };
    }

    public static AlignmentPhase Phase(JsonElement config) => new()
    {
        Name = "golden",
        FreezeVision = Flag(config, "freeze_vision"),
        FreezeAudio = Flag(config, "freeze_audio"),
        Unfreeze = config.TryGetProperty("unfreeze_keys", out var parts) ? string.Join(" ", parts.EnumerateArray().Select(part => part.GetString())) : "",
        VideoMask = Mask(config, "video"),
        VideoMaskRatio = config.GetProperty("video_mask_ratio").GetDouble(),
        ImageMask = Mask(config, "image"),
        ImageMaskRatio = config.GetProperty("image_mask_ratio").GetDouble(),
    };

    /// <summary>The image teacher, when the configuration has one.</summary>
    public static SpatialTeacherOptions? Teacher(JsonElement config)
    {
        if (!config.TryGetProperty("teacher", out var teacher)) return null;
        return GoldenModels.ImageTeacher(teacher) with
        {
            Layers = LayerSelection.Last(config.GetProperty("vision").GetProperty("clip_return_layer").GetInt32()),
        };
    }

    /// <summary>The special tokens of the files at their places, and words that no text is made of.</summary>
    public static WordPieceTokenizer Tokenizer(JsonElement config)
    {
        var count = config.GetProperty("bert").GetProperty("vocab_size").GetInt32();
        return WordPieceTokenizer.Of([.. SpecialTokens.All, .. Enumerable.Range(SpecialTokens.All.Count, count - SpecialTokens.All.Count).Select(i => $"w{i}")]);
    }

    private static TextEncoderOptions Text(JsonElement config)
    {
        var bert = config.GetProperty("bert");
        int Int(string name) => bert.GetProperty(name).GetInt32();
        return new TextEncoderOptions
        {
            VocabularySize = Int("vocab_size"),
            Width = Int("hidden_size"),
            Depth = Int("num_hidden_layers"),
            FusionLayer = config.GetProperty("fusion_layer").GetInt32(),
            Heads = Int("num_attention_heads"),
            HiddenWidth = Int("intermediate_size"),
            MaxPositions = Int("max_position_embeddings"),
            Dropout = 0,
        };
    }

    // Dropout is off in all golden files, whether they say so or not.
    private static AudioEncoderOptions Audio(JsonElement beats) =>
        BeatsConfig.Encoder(GoldenModels.Settings(beats), "beats") with { Dropout = 0, AttentionDropout = 0 };

    private static MaskKind? Mask(JsonElement config, string media) => config.GetProperty(media + "_mask_type").GetString() switch
    {
        "none" => null,
        "tube" => MaskKind.Tube,
        "random" => MaskKind.Random,
        var other => other!.Contains("attention") ? MaskKind.Attention : throw new ArgumentException(other),
    };

    private static bool Flag(JsonElement config, string name) => config.TryGetProperty(name, out var value) && value.GetBoolean();
}
