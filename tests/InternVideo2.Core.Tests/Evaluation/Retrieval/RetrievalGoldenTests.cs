using System.Text.Json;
using InternVideo2.Evaluation;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>Metrics and dual softmax agree with the official ones, for several texts per medium and for classes.</summary>
public sealed class RetrievalGoldenTests
{
    [GoldenTheory("stage2/retrieval_metrics")]
    public void Metrics(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFile(file);
        foreach (var config in golden.Config.GetProperty("cases").EnumerateArray())
        {
            var name = config.GetProperty("case").GetString()!;
            var toTexts = ScoreMatrix.Of(golden.Read($"in.{name}.m2t"));
            var toMedia = golden.Has($"in.{name}.t2m") ? ScoreMatrix.Of(golden.Read($"in.{name}.t2m")) : toTexts.Transposed();
            var truth = Truth(config);
            var score = new RetrievalScore(
                ScoreKind.Contrast,
                RetrievalRanks.Of(toTexts, RetrievalDirection.MediaToText, truth.TextsOf),
                RetrievalRanks.Of(toMedia, RetrievalDirection.TextToMedia, truth.MediaOf));
            CheckOfficial(config.GetProperty("result"), score);

            foreach (var (key, scores) in new[] { ("m2t", toTexts), ("t2m", toTexts.Transposed()) })
                if (golden.Has($"out.{name}.dual_softmax_{key}")) golden.Check($"out.{name}.dual_softmax_{key}", AsTensor(scores.DualSoftmax()), 1e-5);
        }
    }

    /// <summary>The ground truth of a golden configuration: numbers, or lists of numbers, in a list or by key.</summary>
    internal static GroundTruth Truth(JsonElement config)
    {
        var texts = Lists(config.GetProperty("img2txt"));
        var media = Lists(config.GetProperty("txt2img"));
        var pairs = texts.SelectMany((list, medium) => list.Select(text => (medium, text)));
        var truth = GroundTruth.Of(texts.Count, media.Count, pairs);
        Assert.Equal(media, truth.MediaOf);
        return truth;
    }

    internal static void CheckOfficial(JsonElement expected, RetrievalScore score)
    {
        var official = score.Official();
        Assert.Equal(expected.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetDouble())).Order(), official.Select(entry => (entry.Key, entry.Value)).Order());
    }

    internal static Tensor AsTensor(ScoreMatrix scores) =>
        tensor(Enumerable.Range(0, scores.Rows).SelectMany(row => scores.Row(row).ToArray()).ToArray()).view(scores.Rows, scores.Columns);

    private static List<int[]> Lists(JsonElement element)
    {
        var values = element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : element.EnumerateObject().OrderBy(entry => int.Parse(entry.Name)).Select(entry => entry.Value);
        return [.. values.Select(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetInt32()).Order().ToArray() : [value.GetInt32()])];
    }
}
