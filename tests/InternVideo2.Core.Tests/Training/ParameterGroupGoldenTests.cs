using System.Text.Json;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
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
            var expected = model.Value.GetProperty("groups").EnumerateArray().Select(Group).ToList();
            var (config, weightDecay) = (model.Value.GetProperty("config"), model.Value.GetProperty("weight_decay").GetDouble());
            var layerDecay = model.Value.GetProperty("layer_decay");

            // A student is built as it is; for classifiers the names are those of the file.
            var actual = config.TryGetProperty("mae_return_layer", out _)
                ? OfStudent(model.Name, config, weightDecay)
                : ParameterGroups.Build(Dealt(expected), weightDecay, NoDecay, layerDecay.ValueKind == JsonValueKind.Null ? 1 : layerDecay.GetDouble());

            Assert.Equal(expected.Count, actual.Count);
            Assert.All(expected.Zip(actual), pair =>
            {
                Assert.Equal(pair.First.WeightDecay, pair.Second.WeightDecay);
                Assert.Equal(pair.First.LearningRateScale, pair.Second.LearningRateScale);
                Assert.Equal(pair.First.Names, pair.Second.Names);
            });
        });
    }

    private static ParameterGroup Group(JsonElement group) => new(
        group.GetProperty("weight_decay").GetDouble(),
        group.GetProperty("lr_scale").GetDouble(),
        [.. group.GetProperty("params").EnumerateArray().Select(p => p.GetString()!)]);

    /// <summary>The groups of a real student: its own names, shapes and order.</summary>
    private static IReadOnlyList<ParameterGroup> OfStudent(string name, JsonElement config, double weightDecay)
    {
        int Int(string key) => config.GetProperty(key).GetInt32();
        var student = new DistillationStudentOptions
        {
            Encoder = new VideoEncoderOptions
            {
                ImageSize = Int("img_size"),
                Width = Int("embed_dim"),
                Depth = Int("depth"),
                Heads = Int("num_heads"),
                Frames = Int("num_frames"),
                PoolHeads = Int("attn_pool_num_heads"),
                PooledWidth = Int("clip_embed_dim"),
                Positions = name.Contains("separable", StringComparison.Ordinal) ? PositionKind.Separable : PositionKind.Joint,
            },
            SpatialLayers = LayerSelection.Last(Int("clip_return_layer")),
            MotionLayers = LayerSelection.Last(Int("mae_return_layer")),
        };
        using var objective = new DistillationObjective(new DistillationStudent(student), null, null, new DistillationOptions());
        return ParameterGroups.Build(objective.NamedParameters().Select(p => (p.Name, p.Parameter.shape)), weightDecay, objective.NoDecayNames);
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
