using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The samplers give the frames of the official code, with its recorded draws.</summary>
[Trait("Category", "Golden")]
[GoldenKind("sampling")]
public sealed class SamplingGoldenTests
{
    private static readonly JsonElement s_golden = JsonDocument.Parse(File.ReadAllBytes(StageOneGolden.PathOf("sampling.json"))).RootElement;

    [Fact]
    public void EveryGroupOfTheFileIsTested() =>
        Assert.Equal(
            ["finetune_sparse_eval", "finetune_sparse_train", "pretrain_sparse", "ssv2_video_eval"],
            s_golden.EnumerateObject().Select(group => group.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void SparsePretraining()
    {
        foreach (JsonElement row in Rows("pretrain_sparse"))
        {
            var draws = new RecordedDraws(row.GetProperty("random_draws").EnumerateArray().SelectMany(
                draw => Integers(draw.GetProperty("values")).Select(value => (draw.GetProperty("high").GetInt32(), value))));
            string loader = row.GetProperty("loader").GetString()!;
            var sampler = new SparseSampler { Frames = Integer(row, "num_segments"), OneFrameEarly = loader.StartsWith("multi", StringComparison.Ordinal) };

            Assert.Equal(Integers(row.GetProperty("frame_ids_requested")), sampler.Sample(Integer(row, "frames_in_video"), draws.Next));
            draws.AssertAllUsed();
        }
    }

    [Fact]
    public void SegmentsForTraining()
    {
        foreach (JsonElement row in Rows("finetune_sparse_train"))
        {
            int[][] recorded = [.. row.GetProperty("draws_low_high_value").EnumerateArray().Select(Integers)];
            var draws = new RecordedDraws(recorded.Select(draw => (draw[1] - draw[0] + 1, draw[2] - draw[0])));
            var sampler = new SegmentSampler { Frames = Integer(row, "clip_len") };

            Assert.Equal(Integers(row.GetProperty("frames")), sampler.Sample(Integer(row, "frames_in_video"), draws.Next));
            draws.AssertAllUsed();
        }
    }

    [Fact]
    public void SegmentsForEvaluation()
    {
        foreach (JsonElement row in Rows("finetune_sparse_eval"))
        {
            int views = row.GetProperty("mode").GetString() == "validation" ? 1 : Integer(row, "test_num_segment");
            JsonProperty[] clips = [.. row.GetProperty("frames").EnumerateObject()];
            Assert.Equal(views, clips.Length);
            foreach (JsonProperty clip in clips)
            {
                var sampler = new SegmentViewSampler { Frames = Integer(row, "clip_len"), View = int.Parse(clip.Name), Views = views };
                Assert.Equal(Integers(clip.Value), sampler.Sample(Integer(row, "frames_in_video"), new RecordedDraws([]).Next));
            }
        }
    }

    [Fact]
    public void SomethingSomethingFromVideoFiles()
    {
        foreach (JsonElement row in Rows("ssv2_video_eval"))
        {
            int views = Integer(row, "test_num_segment");
            int[] sorted = Integers(row.GetProperty("frame_ids_sorted"));
            for (int view = 0; view < views; view++)
            {
                var sampler = new TickViewSampler { Frames = Integer(row, "num_segment"), View = view, Views = views };
                int[] expected = [.. sorted.Where((_, i) => i % views == view)];
                Assert.Equal(expected, sampler.Sample(Integer(row, "frames_in_video"), new RecordedDraws([]).Next));
            }
        }
    }

    private static JsonElement[] Rows(string group)
    {
        JsonElement[] rows = [.. s_golden.GetProperty(group).EnumerateArray()];
        Assert.NotEmpty(rows);
        return rows;
    }

    private static int Integer(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];
}
