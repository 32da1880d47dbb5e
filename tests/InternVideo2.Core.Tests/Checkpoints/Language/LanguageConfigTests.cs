using InternVideo2.Checkpoints;
using InternVideo2.Language;
using Xunit;

namespace InternVideo2.Tests.Checkpoints.Language;

/// <summary>Both forms of config.json are read, defaults are the official classes', and models of other kinds are refused by the entry that says so.</summary>
public sealed class LanguageConfigTests
{
    private const string Sizes = "\"vocab_size\":40,\"hidden_size\":16,\"intermediate_size\":24,\"num_hidden_layers\":2,\"num_attention_heads\":8";

    [Theory]
    [InlineData("\"rope_theta\":5e5", 5e5)]
    [InlineData("\"rope_parameters\":{\"rope_theta\":5e5,\"rope_type\":\"default\"}", 5e5)]
    [InlineData("\"rope_scaling\":null", 1e4)]
    public void The_base_of_the_positions_is_flat_or_inside(string entry, double expected) =>
        Assert.Equal(expected, Parse($$"""{"model_type":"llama",{{Sizes}},{{entry}}}""").Model.RotaryBase);

    [Fact]
    public void What_is_left_out_is_as_in_the_official_classes()
    {
        var llama = Parse($$"""{"model_type":"llama",{{Sizes}},"eos_token_id":[2,7],"bos_token_id":1}""");
        Assert.Equal((8, 2, null, 2048, false), (llama.Model.KeyHeadCount, llama.Model.ChannelsPerHead, llama.Model.Window, llama.Model.MaxPositions, llama.Model.TiedHead));
        Assert.Equal([2, 7], llama.Ends);
        Assert.Null(llama.Padding);
        var silent = Parse($$"""{"model_type":"llama",{{Sizes}}}""");
        Assert.Equal((1, 2, null), (silent.Begin, Assert.Single(silent.Ends), silent.Padding));
        var none = Parse($$"""{"model_type":"llama",{{Sizes}},"bos_token_id":null,"eos_token_id":null}""");
        Assert.Null(none.Begin);
        Assert.Empty(none.Ends);

        Assert.Equal(4096, Parse($$"""{"model_type":"mistral",{{Sizes}}}""").Model.Window);
        Assert.Null(Parse($$"""{"model_type":"mistral",{{Sizes}},"sliding_window":null}""").Model.Window);
        const string Sixteen = "\"vocab_size\":40,\"hidden_size\":64,\"intermediate_size\":24,\"num_hidden_layers\":2,\"num_attention_heads\":16";
        Assert.Equal(8, Parse($$"""{"model_type":"mistral",{{Sixteen}}}""").Model.KeyHeadCount);
        Assert.Equal(16, Parse($$"""{"model_type":"mistral",{{Sixteen}},"num_key_value_heads":null}""").Model.KeyHeadCount);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var config = new LanguageConfig { Model = LanguageModelOptions.Tiny with { KeyHeads = 4, HeadWidth = 32, Window = 9 }, Begin = null, Ends = [4, 5], Padding = 0 };
        Assert.Equal(config, Parse(config.ToJson()));
    }

    [Theory]
    [InlineData("{\"model_type\":\"qwen2\"}", "'model_type'")]
    [InlineData("{\"model_type\":\"phi3\"}", "Phi-3 joins its matrices")]
    [InlineData("{}", "'model_type'")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{\"model_type\":\"llama\"}", "'num_attention_heads' is missing")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"hidden_act\":\"gelu\"}", "'hidden_act'")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"attention_bias\":true}", "'attention_bias'")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}}", "'rope_scaling'")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"num_key_value_heads\":3}", "KeyHeads")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"rms_norm_eps\":\"small\"}", "'rms_norm_eps'")]
    [InlineData("{\"model_type\":\"llama\"," + Sizes + ",\"eos_token_id\":[2,\"x\"]}", "'eos_token_id'")]
    public void Refuses_what_this_model_is_not(string json, string part) =>
        Assert.Contains(part, Assert.Throws<CheckpointException>(() => Parse(json)).Message);

    private static LanguageConfig Parse(string json) => LanguageConfig.Parse(json, "config.json");
}
