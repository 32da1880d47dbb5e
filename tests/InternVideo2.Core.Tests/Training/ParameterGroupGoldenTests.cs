using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The optimiser groups of small models are the official ones: decay, learning-rate scale and the names in order.</summary>
public sealed class ParameterGroupGoldenTests
{
    /// <summary>The tables and tokens that the official models exempt from decay.</summary>
    private static readonly HashSet<string> NoDecay =
    [
        .. from prefix in new[] { "", "clip_", "mae_" }
           from name in new[] { "pos_embed", "pos_embed_spatial", "pos_embed_temporal", "pos_embed_cls" }
           select prefix + name,
        "cls_token",
    ];

    [GoldenTheory("param_groups")]
    public void Groups_are_the_official_ones(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.FullPath(file)));
        Assert.All(document.RootElement.EnumerateObject(), model =>
        {
            var expected = model.Value.GetProperty("groups").EnumerateArray().Select(g => new ParameterGroup(
                g.GetProperty("weight_decay").GetDouble(), g.GetProperty("lr_scale").GetDouble(), [.. g.GetProperty("params").EnumerateArray().Select(p => p.GetString()!)])).ToList();
            var layerDecay = model.Value.GetProperty("layer_decay");

            var actual = ParameterGroups.Build(
                Dealt(expected), model.Value.GetProperty("weight_decay").GetDouble(), NoDecay,
                layerDecay.ValueKind == JsonValueKind.Null ? 1 : layerDecay.GetDouble());

            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected.Zip(actual), pair =>
            {
                Assert.Equal(pair.First.WeightDecay, pair.Second.WeightDecay);
                Assert.Equal(pair.First.LearningRateScale, pair.Second.LearningRateScale);
                Assert.Equal(pair.First.Names, pair.Second.Names);
            });
        });
    }

    /// <summary>
    /// The file lists names by group, not in definition order. Dealing them out in turn keeps what the official grouping depends on (the order
    /// within a group and of the groups' first members) and nothing else, least of all that groups are contiguous.
    /// </summary>
    private static IEnumerable<(string Name, long[] Shape)> Dealt(IReadOnlyList<ParameterGroup> groups)
    {
        for (var i = 0; i < groups.Max(g => g.Names.Count); i++)
        {
            foreach (var name in groups.Where(g => i < g.Names.Count).Select(g => g.Names[i]))
            {
                yield return (name, new long[IsVector(name) ? 1 : 2]);
            }
        }
    }

    private static bool IsVector(string name) =>
        name.EndsWith("bias", StringComparison.Ordinal) || name.Contains("norm", StringComparison.Ordinal) || name.EndsWith("gamma", StringComparison.Ordinal)
        || name == "extra_mlp.0.weight";
}
