using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Layers;
using InternVideo2.Stage3;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage3;

/// <summary>
/// Chat models of official size have exactly the official keys and shapes, and the optimiser treats each parameter as the official one. Built without
/// memory, on the device "meta".
/// </summary>
[Trait("Category", "Golden")]
public sealed class ChatKeysGoldenTests
{
    private static readonly Dictionary<string, Stage3Options> Presets = new()
    {
        ["vicuna"] = Stage3Options.VideoChat2Vicuna,
        ["mistral"] = Stage3Options.VideoChat2Mistral,
        ["internvideo2"] = Stage3Options.InternVideo2Chat8B,
    };

    [GoldenTheory("keys/stage3_videochat2_stage2", "keys/stage3_videochat2_stage3", "keys/stage3_internvideo2_chat")]
    public void Chat_models(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var expected = golden.RootElement.GetProperty("keys").EnumerateObject()
            .Select(key => $"{key.Name} [{string.Join(", ", key.Value.EnumerateArray())}]").Order(StringComparer.Ordinal);
        var preset = Presets.Single(named => file.Contains(named.Key)).Value;
        using var model = new VideoChatModel(file.Contains("_stage2_") ? preset.ConnectionModel : preset.InstructionModel, Initializer.Blank(META));
        var keys = OfficialKeys.ChatOf(model);

        var saved = keys.FileState(model).Where(key => Saved(file, preset.Family, key.Name)).ToList();

        Assert.Equal(expected, saved.Select(key => $"{key.Name} [{string.Join(", ", key.Value.shape)}]").Order(StringComparer.Ordinal));
        Assert.All(model.state_dict().Keys, ours => Assert.Equal(ours, keys.ToOurs(keys.ToOfficial(ours))));
        if (golden.RootElement.TryGetProperty("not_saved_frozen_count", out var frozen))
            Assert.Equal(frozen.GetInt32(), keys.State(model).Count(key => OfficialKeys.IsLanguageBase(preset.Family, key.Name)));
    }

    [GoldenTheory("stage3/optimizer_groups")]
    public void Decay_and_frozen_parameters(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var decay = golden.RootElement.GetProperty("decay").EnumerateObject().ToDictionary(group => group.Name, group => group.Value.GetDouble());
        string[] frozen = [.. golden.RootElement.GetProperty("frozen").EnumerateArray().Select(name => name.GetString()!)];
        int Layers(string marker) => decay.Keys.Concat(frozen).Where(name => name.Contains(marker))
            .Max(name => int.Parse(name[(name.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..].Split('.')[0])) + 1;
        var preset = Stage3Options.VideoChat2Mistral;
        var described = preset.InstructionModel;
        using var model = new VideoChatModel(described with
        {
            Vision = new VisionEncoderOptions { Umt = described.Vision.Umt! with { Depth = Layers("vision_encoder.encoder.blocks.") } },
            QFormer = described.QFormer with { Depth = Layers("qformer.bert.encoder.layer.") },
            Language = described.Language with { Depth = Layers("mistral_model.base_model.model.model.layers.") },
        }, Initializer.Blank(META));
        model.Enter(preset.InstructionPhase);

        var parameters = OfficialKeys.ChatOf(model).Parameters(model).ToList();
        var trained = parameters.Where(p => p.Parameter.requires_grad).Select(p => (p.Name, p.Parameter.shape));
        var groups = ParameterGroups.Build(trained, preset.InstructionTraining.WeightDecay, new HashSet<string>());

        Assert.Equal(decay.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            groups.SelectMany(group => group.Names.Select(name => KeyValuePair.Create(name, group.WeightDecay))).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(frozen.Order(StringComparer.Ordinal), parameters.Where(p => !p.Parameter.requires_grad).Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    // VideoChat2 leaves the frozen language model out; two lists are parts of InternVideo2-Chat.
    private static bool Saved(string file, ChatFamily family, string key)
    {
        if (family != ChatFamily.InternVideo2) return !OfficialKeys.IsLanguageBase(family, key);
        if (file.Contains("_lora")) return key.Contains(".lora_");
        return !file.Contains("_bridge") || (!key.StartsWith("vision_encoder.") && !key.StartsWith(OfficialKeys.LanguagePart(family)));
    }
}
