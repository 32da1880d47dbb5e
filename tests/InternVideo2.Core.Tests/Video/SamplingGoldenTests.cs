using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The samplers give the frames of the official code, with its recorded draws.</summary>
public sealed class SamplingGoldenTests
{
    private static readonly Dictionary<string, Action<JsonElement>> s_groups = new()
    {
        ["pretrain_sparse"] = SparsePretraining,
        ["finetune_sparse_train"] = SegmentsForTraining,
        ["finetune_sparse_eval"] = SegmentsForEvaluation,
        ["ssv2_video_eval"] = SomethingSomethingFromVideoFiles,
    };

    [GoldenTheory("sampling")]
    public void FramesAreTheOfficialOnes(string file)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        JsonProperty[] groups = [.. golden.RootElement.EnumerateObject()];
        Assert.NotEmpty(groups);
        foreach (JsonProperty group in groups)
        {
            Assert.Contains(group.Name, s_groups.Keys);
            JsonElement[] rows = [.. group.Value.EnumerateArray()];
            Assert.NotEmpty(rows);
            foreach (JsonElement row in rows)
            {
                s_groups[group.Name](row);
            }
        }
    }

    private static void SparsePretraining(JsonElement row)
    {
        var draws = new RecordedDraws(row.GetProperty("random_draws").EnumerateArray().SelectMany(
            draw => Integers(draw.GetProperty("values")).Select(value => (draw.GetProperty("high").GetInt32(), value))));
        string loader = row.GetProperty("loader").GetString()!;
        var sampler = new SparseSampler { Frames = Integer(row, "num_segments"), OneFrameEarly = loader.StartsWith("multi", StringComparison.Ordinal) };

        Assert.Equal(Integers(row.GetProperty("frame_ids_requested")), sampler.Sample(Integer(row, "frames_in_video"), draws.Next));
        draws.AssertAllUsed();
    }

    private static void SegmentsForTraining(JsonElement row)
    {
        int[][] recorded = [.. row.GetProperty("draws_low_high_value").EnumerateArray().Select(Integers)];
        var draws = new RecordedDraws(recorded.Select(draw => (draw[1] - draw[0] + 1, draw[2] - draw[0])));
        var sampler = new SegmentSampler { Frames = Integer(row, "clip_len") };

        Assert.Equal(Integers(row.GetProperty("frames")), sampler.Sample(Integer(row, "frames_in_video"), draws.Next));
        draws.AssertAllUsed();
    }

    private static void SegmentsForEvaluation(JsonElement row)
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

    private static void SomethingSomethingFromVideoFiles(JsonElement row)
    {
        int views = row.GetProperty("mode").GetString() == "validation" ? 1 : Integer(row, "test_num_segment");
        int[] sorted = Integers(row.GetProperty("frame_ids_sorted"));
        for (int view = 0; view < views; view++)
        {
            var sampler = new TickViewSampler { Frames = Integer(row, "num_segment"), View = view, Views = views };
            int[] expected = [.. sorted.Where((_, i) => i % views == view)];
            Assert.Equal(expected, sampler.Sample(Integer(row, "frames_in_video"), new RecordedDraws([]).Next));
        }
    }

    private static int Integer(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];
}
