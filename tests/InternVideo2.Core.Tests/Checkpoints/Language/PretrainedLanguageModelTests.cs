using System.Runtime.InteropServices;
using System.Text.Json;
using InternVideo2.Checkpoints;
using InternVideo2.Language;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints.Language;

/// <summary>Folders of Hugging Face and files of llama2.c become the models that were saved; what is missing, cut short or another model's is refused.</summary>
public sealed class PretrainedLanguageModelTests : IDisposable
{
    private static readonly LanguageModelOptions Small = new()
    {
        VocabularySize = 19,
        Width = 16,
        Depth = 2,
        Heads = 4,
        KeyHeads = 2,
        HiddenWidth = 24,
        NormEpsilon = 1e-5,
        MaxPositions = 8,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 3)]
    public void A_saved_folder_is_the_same_model(bool tied, int? window)
    {
        using var model = new LanguageModel(Small with { TiedHead = tied, Window = window, HeadWidth = 6 }, Initializer.Seeded(1));
        var tokens = new LanguageConfig { Model = model.Options, Begin = 3, Ends = [4, 5], Padding = 0 };
        PretrainedLanguageModel.Save(folder.Path, model, tokens);
        using var opened = PretrainedLanguageModel.Open(folder.Path);

        Assert.Equal(tokens with { Model = opened.Config.Model }, opened.Config);
        Assert.Equal((model.Options.Window, model.Options.TiedHead, 6), (opened.Model.Options.Window, opened.Model.Options.TiedHead, opened.Model.Options.ChannelsPerHead));
        Assert.True(opened.Report.IsComplete);
        Assert.All(opened.Model.parameters(), parameter => Assert.False(parameter.requires_grad));
        SameLogits(model, opened.Model, 0);
        using var file = Checkpoint.Open(folder.File("model.safetensors"));
        Assert.Contains("a language model of 2 layers of width 16, MLPs of width 24, 19 tokens", CheckpointSummary.Of(file).ToString());
    }

    [Fact]
    public void Shards_of_half_precision_are_read_and_a_lost_or_cut_one_is_named()
    {
        using var model = new LanguageModel(Small, Initializer.Seeded(1));
        foreach (var parameter in model.parameters()) using (no_grad()) parameter.copy_(parameter.to(ScalarType.BFloat16));
        var second = WriteShards(model, ScalarType.BFloat16)[1];

        using (var opened = PretrainedLanguageModel.Open(folder.Path)) SameLogits(model, opened.Model, 0);

        var whole = File.ReadAllBytes(folder.File(second));
        File.WriteAllBytes(folder.File(second), whole[..^10]);
        Assert.Contains(second, Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(folder.Path)).Message);
        File.Delete(folder.File(second));
        Assert.Contains($"'{second}' is missing", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_model_saved_over_shards_takes_their_place_once_it_is_whole()
    {
        using var old = new LanguageModel(Small, Initializer.Seeded(1));
        using var changed = new LanguageModel(Small, Initializer.Seeded(2));
        WriteShards(old, ScalarType.Float32);
        var taken = Directory.CreateDirectory(folder.File("model.safetensors"));
        Assert.ThrowsAny<IOException>(() => PretrainedLanguageModel.Save(folder.Path, changed));
        using (var opened = PretrainedLanguageModel.Open(folder.Path)) SameLogits(old, opened.Model, 0);

        taken.Delete();
        PretrainedLanguageModel.Save(folder.Path, changed);
        using (var opened = PretrainedLanguageModel.Open(folder.Path)) SameLogits(changed, opened.Model, 0);
    }

    [Fact]
    public void Weights_are_not_left_open_when_the_config_cannot_be_read()
    {
        using var model = new LanguageModel(Small);
        PretrainedLanguageModel.Save(folder.Path, model);
        File.WriteAllText(folder.File("config.json"), "{");
        foreach (var path in new[] { folder.Path, folder.File("model.safetensors") })
            Assert.Throws<CheckpointException>(() => PretrainedLanguageModel.Open(path));
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain(folder.Path, File.ReadAllText("/proc/self/maps"));
    }

    [Fact]
    public void Names_of_both_kinds_in_one_file_are_told_apart()
    {
        using var model = new LanguageModel(Small with { Depth = 1 }, Initializer.Seeded(1));
        using var scope = NewDisposeScope();
        var state = OfficialKeys.Language.State(model).ToDictionary(entry => entry.Name, entry => entry.Value.detach());
        const string Query = "model.layers.0.self_attn.q_proj.weight", Original = "layers.0.attention.wq.weight";
        // The rows of a matrix that has its present name already stay where they are.
        using (var mixed = new OriginalLlama(new TensorCheckpoint(state), 4, 2)) Close.Check("present name", mixed.Read(Query), state[Query], 0);

        state.Add(Original, state[Query]);
        var error = Assert.Throws<CheckpointException>(() => new OriginalLlama(new TensorCheckpoint(state), 4, 2));
        Assert.Equal(Query, error.Key);
        Assert.Contains(Original, error.Message);
    }

    [Theory]
    [InlineData("\"lora_alpha\":4", "'r' is missing")]
    [InlineData("\"r\":2", "'lora_alpha' is missing")]
    [InlineData("\"r\":2,\"lora_alpha\":4,\"alpha_pattern\":{\"q_proj\":8}", "'alpha_pattern'")]
    [InlineData("\"r\":2,\"lora_alpha\":4,\"rank_pattern\":{\"q_proj\":8}", "'rank_pattern'")]
    [InlineData("\"r\":2,\"lora_alpha\":4,\"use_rslora\":true", "'use_rslora'")]
    public void Adapters_of_another_kind_are_refused_by_the_entry_that_says_so(string entries, string part)
    {
        void Write(string text) => File.WriteAllText(folder.File(AdapterConfig.FileName), $"{{{text},\"target_modules\":[\"q_proj\"]}}");
        Write(entries);
        Assert.Contains(part, Assert.Throws<CheckpointException>(() => AdapterConfig.Read(folder.Path)).Message);
        Write("\"r\":2,\"lora_alpha\":4,\"alpha_pattern\":{},\"rank_pattern\":{}");
        Assert.Equal(new LowRankOptions(2, 4, 0), AdapterConfig.Read(folder.Path).Adapter);
    }

    [Fact]
    public void Files_of_llama2c_are_read_and_a_cut_one_is_refused()
    {
        using var model = new LanguageModel(Small, Initializer.Seeded(1));
        var path = folder.File("model.bin");
        File.WriteAllBytes(path, Llama2c(model));
        using (var opened = PretrainedLanguageModel.Open(path)) SameLogits(model, opened.Model, 1e-6);

        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^4]);
        Assert.Contains("truncated", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(path)).Message);
        File.WriteAllBytes(path, whole[..20]);
        Assert.Contains("too short", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(path)).Message);
        int[] huge = [8, 8, 1 << 20, 2, 2, -8, 8];
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(huge.AsSpan()));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("truncated", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        File.WriteAllBytes(path, [.. "24ka"u8, 1, 0, 0, 0, .. whole]);
        Assert.Contains("version 1", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(path)).Message);
        File.WriteAllBytes(path, [.. new byte[28], .. whole[28..]]);
        Assert.Contains("no sizes", Assert.ThrowsAny<CheckpointException>(() => PretrainedLanguageModel.Open(path)).Message);
    }

    [Fact]
    public void Merged_adapters_are_saved_as_part_of_the_weights_and_a_shared_head_by_itself()
    {
        using var model = Adapted(AdapterTargets.All, tied: true);
        model.Merge();
        PretrainedLanguageModel.Save(folder.Path, model);
        using var opened = PretrainedLanguageModel.Open(folder.Path);

        Assert.Null(opened.Model.Options.Adapter);
        Assert.False(opened.Model.Options.TiedHead);
        SameLogits(model, opened.Model, 1e-5);
    }

    [Fact]
    public void Adapters_are_saved_alone_and_only_go_to_the_model_they_belong_to()
    {
        using var model = Adapted(AdapterTargets.QueryAndValue, tied: false);
        PretrainedLanguageModel.Save(folder.Path, model);
        LanguageAdapters.Save(folder.File("adapters"), model);
        var config = AdapterConfig.Read(folder.File("adapters"));
        Assert.Equal(AdapterConfig.Of(model), config);

        using var opened = PretrainedLanguageModel.Open(folder.Path, config.Adapter, config.Targets);
        Assert.Equal(8, opened.Report.Missing.Count);
        LanguageAdapters.Load(folder.File("adapters"), opened.Model);
        SameLogits(model, opened.Model, 0);

        using var other = new LanguageModel(opened.Model.Options, Initializer.Seeded(9));
        Assert.Contains("another language model", Assert.Throws<CheckpointException>(() => LanguageAdapters.Load(folder.File("adapters"), other)).Message);
        using var wider = new LanguageModel(opened.Model.Options with { AdapterTargets = AdapterTargets.All });
        Assert.Contains("other sizes", Assert.Throws<CheckpointException>(() => LanguageAdapters.Load(folder.File("adapters"), wider)).Message);
        using var plain = new LanguageModel(Small);
        Assert.Throws<InvalidOperationException>(() => LanguageAdapters.Load(folder.File("adapters"), plain));
        opened.Model.Merge();
        Assert.Throws<InvalidOperationException>(() => LanguageAdapters.Load(folder.File("adapters"), opened.Model));
    }

    [Fact]
    public void Weights_of_other_sizes_than_the_config_says_are_refused()
    {
        using var model = new LanguageModel(Small);
        PretrainedLanguageModel.Save(folder.Path, model);
        File.WriteAllText(folder.File("config.json"), new LanguageConfig { Model = Small with { Depth = 3 } }.ToJson());
        Assert.Equal(9, Assert.Throws<CheckpointMismatchException>(() => PretrainedLanguageModel.Open(folder.Path)).Report.Missing.Count);
        File.Delete(folder.File("config.json"));
        Assert.Throws<FileNotFoundException>(() => PretrainedLanguageModel.Open(folder.Path));
    }

    /// <summary>The names of the shards.</summary>
    private List<string> WriteShards(LanguageModel model, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var shards = OfficialKeys.Language.State(model).Chunk(9).Select((part, i) => (Name: $"model-{i + 1:00000}-of-00003.safetensors", Part: part)).ToList();
        foreach (var (name, part) in shards) SafetensorsWriter.Write(folder.File(name), part.Select(entry => (entry.Name, entry.Value.to(type))));
        var map = shards.SelectMany(shard => shard.Part.Select(entry => KeyValuePair.Create(entry.Name, shard.Name))).ToDictionary();
        File.WriteAllText(folder.File("model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
        File.WriteAllText(folder.File("config.json"), new LanguageConfig { Model = model.Options }.ToJson());
        return [.. shards.Select(shard => shard.Name)];
    }

    private static LanguageModel Adapted(AdapterTargets targets, bool tied)
    {
        var model = new LanguageModel(Small with { Adapter = new LowRankOptions(2, 4), AdapterTargets = targets, TiedHead = tied }, Initializer.Seeded(1));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var draws = new Generator(2);
        foreach (var parameter in model.AdapterParameters) parameter.add_(randn(parameter.shape, generator: draws).mul(0.1));
        model.eval();
        return model;
    }

    private static byte[] Llama2c(LanguageModel model)
    {
        using var scope = NewDisposeScope();
        var state = OfficialKeys.Language.State(model).ToDictionary(entry => OfficialKeys.OriginalLanguage.ToOfficial(entry.Name), entry => entry.Value.detach());
        var options = model.Options;
        int[] header = [options.Width, options.HiddenWidth, options.Depth, options.Heads, options.KeyHeadCount, -options.VocabularySize, options.MaxPositions];
        using var stream = new MemoryStream();
        stream.Write(MemoryMarshal.AsBytes(header.AsSpan()));
        void Write(string name)
        {
            foreach (var key in name.StartsWith('#') ? Enumerable.Range(0, options.Depth).Select(layer => $"layers.{layer}.{name[1..]}.weight") : [name + ".weight"])
            {
                var heads = key.EndsWith("wq.weight") ? options.Heads : key.EndsWith("wk.weight") ? options.KeyHeadCount : 0;
                stream.Write((heads == 0 ? state[key] : RotaryPairing.ToPairs(state[key], heads)).contiguous().bytes);
            }
        }
        string[] names = ["tok_embeddings", "#attention_norm", "#attention.wq", "#attention.wk", "#attention.wv", "#attention.wo", "#ffn_norm",
            "#feed_forward.w1", "#feed_forward.w2", "#feed_forward.w3", "norm"];
        foreach (var name in names) Write(name);
        stream.Write(new byte[4 * options.MaxPositions * options.ChannelsPerHead]);
        Write("output");
        return stream.ToArray();
    }

    private static void SameLogits(LanguageModel expected, LanguageModel actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var ids = arange(12, dtype: ScalarType.Int64).view(2, 6);
        Close.Check("logits", actual.Words(actual.States(actual.Embed(ids))), expected.Words(expected.States(expected.Embed(ids))), tolerance);
    }
}
