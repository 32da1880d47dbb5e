using System.Text.Json.Nodes;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Text;
using Xunit;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A saved language model is a folder in Hugging Face's form; what does not fit is refused before anything is written.</summary>
public sealed class LanguageFolderTests
{
    private static readonly HuggingFaceTokenizer Tokenizer = BytePairTraining.Learn(["a red star moves left", "a red ring moves up"], new() { VocabularySize = 300 });

    private static readonly LanguageModelOptions Options = new() { VocabularySize = 320, Width = 16, Depth = 2, Heads = 4, KeyHeads = 2, HiddenWidth = 24, MaxPositions = 32, TiedHead = true };

    [Fact]
    public void Sizes_tokens_and_weights_are_in_the_folder()
    {
        using var temporary = new TemporaryFolder();
        using var model = new LanguageModel(Options);
        var folder = temporary.File("model");
        LanguageFolder.Save(folder, model, Tokenizer);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!;
        Assert.Equal((320, 16, 2, 4, 2, 24), ((int)config["vocab_size"]!, (int)config["hidden_size"]!, (int)config["num_hidden_layers"]!, (int)config["num_attention_heads"]!, (int)config["num_key_value_heads"]!, (int)config["intermediate_size"]!));
        Assert.Equal((1, 2), ((int)config["bos_token_id"]!, (int)config["eos_token_id"]!));
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        Assert.Equal(1 + (2 * 9) + 1, file.Entries.Count);
        Assert.Equal([8, 16], file.Entries["model.layers.1.self_attn.k_proj.weight"].Shape);
        Assert.Equal(Tokenizer.Encode("a red ring moves up"), TokenizerFolder.Load(folder).Encode("a red ring moves up"));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary.File("model");
        using var small = new LanguageModel(Options with { VocabularySize = 100 });
        Assert.Throws<VocabularyException>(() => LanguageFolder.Save(folder, small, Tokenizer));
        using var adapted = new LanguageModel(Options with { Adapter = new LowRankOptions(2) });
        Assert.Contains("adapters", Assert.Throws<ArgumentException>(() => LanguageFolder.Save(folder, adapted, Tokenizer)).Message);
        Assert.False(Directory.Exists(folder));
    }
}
