using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The rules of grouping one by one. Whole lists are checked against the golden files.</summary>
public sealed class ParameterGroupsTests
{
    private static readonly HashSet<string> Tables = ["pos_embed"];

    [Theory]
    [InlineData("blocks.0.mlp.fc1.weight", 2, true)]
    [InlineData("blocks.0.norm1.weight", 1, false)]
    [InlineData("head.bias", 2, false)]
    [InlineData("pos_embed", 3, false)]
    [InlineData("img_pos_embed", 3, true)]
    [InlineData("temperature", 0, true)]
    public void Vectors_biases_and_listed_names_do_not_decay(string name, int dimensions, bool decays) =>
        Assert.Equal(decays, ParameterGroups.Decays(name, new long[dimensions], Tables));

    [Theory]
    [InlineData("cls_token", 0)]
    [InlineData("pos_embed", 0)]
    [InlineData("patch_embed.proj.weight", 0)]
    [InlineData("blocks.0.norm1.weight", 1)]
    [InlineData("blocks.11.attn.qkv.weight", 12)]
    [InlineData("pos_embed_spatial", 13)]
    [InlineData("head.weight", 13)]
    public void Layers_are_counted_from_the_input(string name, int layer) => Assert.Equal(layer, ParameterGroups.LayerOf(name, depth: 12));

    [Fact]
    public void Groups_keep_the_order_of_first_appearance()
    {
        var groups = ParameterGroups.Build([("a", [2, 2]), ("a.bias", [2]), ("b", [2, 2])], 0.1, Tables);

        Assert.Equal([0.1, 0], groups.Select(g => g.WeightDecay));
        Assert.Equal(["a", "b"], groups[0].Names);
        Assert.Equal(["a.bias"], groups[1].Names);
    }

    [Fact]
    public void Groups_that_decay_stay_apart_when_the_decay_is_zero_at_first()
    {
        Assert.Equal(2, ParameterGroups.Build([("a", [2, 2]), ("a.bias", [2])], 0, Tables).Count);
    }

    [Fact]
    public void Some_modules_have_another_rate_within_their_decay()
    {
        var groups = ParameterGroups.Build([("a", [2, 2]), ("av_b.bias", [2]), ("av_b", [2, 2]), ("c.av_d", [2, 2])], 0.1, Tables, "^av_", 2.5);

        Assert.Equal([(0.1, 1, "a c.av_d"), (0.1, 2.5, "av_b"), (0, 2.5, "av_b.bias")],
            groups.Select(g => (g.WeightDecay, g.LearningRateScale, string.Join(" ", g.Names))));
    }

    [Fact]
    public void A_name_that_occurs_twice_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => ParameterGroups.Build([("a", [2]), ("a", [2])], 0.1, Tables));

        Assert.Contains("'a'", error.Message);
    }
}
