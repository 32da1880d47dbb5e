using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Language;

/// <summary>Language models of official size have the official keys, shapes and order. Built without memory, on the device "meta".</summary>
public sealed class LanguageKeysGoldenTests
{
    [GoldenTheory("keys/stage3_llama7b", "keys/stage3_mistral7b")]
    public void Official_keys(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        using var model = new LanguageModel(OfOfficialSize(file), Initializer.Blank(META));
        var actual = OfficialKeys.Language.State(model).ToList();

        Assert.Equal(golden.RootElement.GetProperty("keys").EnumerateObject().Select(key => $"{key.Name} [{string.Join(", ", key.Value.EnumerateArray())}]"),
            actual.Select(entry => $"{entry.Name} [{string.Join(", ", entry.Value.shape)}]"));
        Assert.Equal(golden.RootElement.GetProperty("total_elements").GetInt64(), actual.Sum(entry => entry.Value.numel()));
        Assert.All(model.state_dict().Keys, ours => Assert.Equal(ours, OfficialKeys.Language.ToOurs(OfficialKeys.Language.ToOfficial(ours))));
    }

    private static LanguageModelOptions OfOfficialSize(string file) => Path.GetFileNameWithoutExtension(file) switch
    {
        "stage3_llama7b_hf" => LanguageModelOptions.Llama7B,
        "stage3_mistral7b_v0.2_hf" => LanguageModelOptions.Mistral7Bv02,
        "stage3_mistral7b_v0.3_hf" => LanguageModelOptions.Mistral7Bv03,
        _ => throw new InvalidOperationException($"No preset is known for {file}."),
    };
}
