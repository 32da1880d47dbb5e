using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The samplers of the multi-modal stages give the frames of the official code (stage 2, 10.4), but never one that is not there.</summary>
public sealed class IntervalGoldenTests
{
    private static readonly Dictionary<string, Action<JsonElement>> Groups = new()
    {
        ["middle"] = row => Check(row, "indices", new IntervalSampler { Frames = Integer(row, "num_frames") }),
        ["fps"] = Rate,
        ["rand_ranges"] = Ranges,
        ["demo"] = row => Check(row, "indices", new StrideSampler { Frames = Integer(row, "num_frames") }),
        ["fix_start"] = row => Check(row, "indices", new IntervalSampler { Frames = Integer(row, "num_frames"), Offset = Integer(row, "fix_start") }),
    };

    [GoldenTheory("stage2/frame_indices")]
    public void Frames_are_the_official_ones(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        Assert.NotEmpty(golden.RootElement.EnumerateObject());
        foreach (var group in golden.RootElement.EnumerateObject())
        {
            Assert.Contains(group.Name, Groups.Keys);
            Assert.All(group.Value.EnumerateArray(), Groups[group.Name]);
        }
    }

    private static void Rate(JsonElement row)
    {
        var most = Integer(row, "max_num_frames");
        var sampler = new RateSampler { Rate = double.Parse(row.GetProperty("sample").GetString()!["fps".Length..]), VideoRate = row.GetProperty("input_fps").GetDouble() };
        Check(row, "indices", most > 0 ? sampler with { Frames = most } : sampler);
    }

    private static void Ranges(JsonElement row)
    {
        var (frames, available) = (Integer(row, "num_frames"), Integer(row, "video_len"));
        var sampler = new IntervalSampler { Frames = frames, Random = true };
        var ranges = row.GetProperty("half_open_ranges").EnumerateArray().Select(Integers).ToList();

        Assert.Equal(ranges.Select(range => range[0]), sampler.Sample(available, _ => 0));
        Assert.Equal(ranges.Select(range => range[1] - 1), sampler.Sample(available, count => count - 1));
        Check(row, "indices_when_middle_of_each_range", new IntervalSampler { Frames = frames });
    }

    private static void Check(JsonElement row, string column, FrameSampler sampler)
    {
        var available = Integer(row, "video_len");
        var expected = Integers(row.GetProperty(column)).Select(frame => Math.Min(frame, available - 1));
        Assert.Equal(expected, sampler.Sample(available, _ => throw new InvalidOperationException("nothing is drawn here")));
    }

    private static int Integer(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];
}
