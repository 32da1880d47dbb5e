using System.Text.Json;
using InternVideo2.Classification;
using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Stage1;
using InternVideo2.Tests.Data;
using InternVideo2.Tests.Golden;
using InternVideo2.Training;
using Xunit;

namespace InternVideo2.Tests.Training;

/// <summary>The optimiser groups of small models are the official ones: decay, learning-rate scale and the names in order.</summary>
public sealed class ParameterGroupGoldenTests
{
    [GoldenTheory("param_groups")]
    public void Groups_are_the_official_ones(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.FullPath(file)));
        Assert.All(document.RootElement.EnumerateObject(), model =>
        {
            var expected = model.Value.GetProperty("groups").EnumerateArray().Select(Group).ToList();
            var (config, weightDecay) = (model.Value.GetProperty("config"), model.Value.GetProperty("weight_decay").GetDouble());
            var layerDecay = model.Value.GetProperty("layer_decay");

            // Models are built as they are: their own names, shapes and order.
            using var objective = Build(model.Name, config);
            var actual = ParameterGroups.Build(
                objective.NamedParameters().Select(p => (p.Name, p.Parameter.shape)), weightDecay, objective.NoDecayNames,
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

    private static ParameterGroup Group(JsonElement group) => new(
        group.GetProperty("weight_decay").GetDouble(),
        group.GetProperty("lr_scale").GetDouble(),
        [.. group.GetProperty("params").EnumerateArray().Select(p => p.GetString()!)]);

    private static IObjective Build(string name, JsonElement config)
    {
        int Int(string key) => config.GetProperty(key).GetInt32();
        var encoder = new VideoEncoderOptions
        {
            ImageSize = Int("img_size"),
            Width = Int("embed_dim"),
            Depth = Int("depth"),
            Heads = Int("num_heads"),
            Frames = Int("num_frames"),
            PoolHeads = Int("attn_pool_num_heads"),
            PooledWidth = Int("clip_embed_dim"),
            Positions = name.Contains("separable", StringComparison.Ordinal) ? PositionKind.Separable : PositionKind.Joint,
        };
        if (!config.TryGetProperty("mae_return_layer", out var motionLayers))
        {
            var classifier = new VideoClassifierOptions { Encoder = encoder, Classes = Int("num_classes"), ExtraMlp = name.StartsWith("attentive_probe", StringComparison.Ordinal) };
            return new ClassificationObjective(new VideoClassifier(classifier), Labels(classifier.Classes), new ClassificationOptions());
        }
        var student = new DistillationStudentOptions
        {
            Encoder = encoder,
            SpatialLayers = LayerSelection.Last(Int("clip_return_layer")),
            MotionLayers = LayerSelection.Last(motionLayers.GetInt32()),
        };
        return new DistillationObjective(new DistillationStudent(student), null, null, new DistillationOptions());
    }

    private static ClipLabels Labels(int classes) =>
        ClipLabels.From(ToyLoader.Manifest(classes), "number");
}
