using System.Globalization;
using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The samplers of stage 3 give the frames of the official code, but never one that is not there.</summary>
public sealed class SpacedSamplerTests
{
    [GoldenTheory("stage3/frame_sampling")]
    public void Frames_are_the_official_ones(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.FullPath(file)));
        var rows = golden.RootElement.GetProperty("cases").EnumerateArray().ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, Check);
    }

    [Fact]
    public void A_span_needs_the_rate_and_pictures_may_be_numbered_from_one()
    {
        var sampler = new SpacedSampler { Frames = 4, StartSeconds = 1 };

        Assert.Contains("VideoRate is ; allowed: above 0", Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Sample(10, _ => 0)).Message);
        Assert.Contains("FirstNumber is 2; allowed: 0 or 1", Assert.Throws<ArgumentOutOfRangeException>(() => (sampler with { FirstNumber = 2 }).Sample(10, _ => 0)).Message);
        // Pictures 1 … 12 at 3 per second, from second 1 to second 3: start 3, seg 1.5, frames 3.75, 5.75, 6.75 and 7.75, cut off.
        Assert.Equal([2, 4, 5, 6], (sampler with { VideoRate = 3, EndSeconds = 3, FirstNumber = 1 }).Sample(12, _ => 0));
    }

    private static void Check(JsonElement row)
    {
        var (rule, available) = (row.GetProperty("fn").GetString()!, Integer(row, "vlen"));
        if (rule == "rand_ranges")
        {
            CheckRanges(row, available);
            return;
        }

        FrameSampler sampler = rule switch
        {
            "middle" => new IntervalSampler { Frames = Integer(row, "num_frames") },
            "demo_get_index" => new SpacedSampler { Frames = Integer(row, "num_frames") },
            "mvbench_get_index" => new SpacedSampler
            {
                Frames = Integer(row, "num_frames"),
                VideoRate = row.GetProperty("fps").GetDouble(),
                StartSeconds = Bound(row, 0),
                EndSeconds = Bound(row, 1),
            },
            _ when Number(rule, "fix_start_") is { } start => new IntervalSampler { Frames = Integer(row, "num_frames"), Offset = (int)start },
            _ when Number(rule, "fps") is { } rate => new RateSampler { Frames = Integer(row, "max_num_frames"), Rate = rate, VideoRate = row.GetProperty("input_fps").GetDouble() },
            _ => throw new InvalidDataException($"there is no rule {rule}"),
        };
        int[] official = Integers(row.GetProperty("idx"));
        // Where the official code has no frame at all, the first one is taken.
        var expected = official.Length == 0 ? [0] : official.Select(frame => Math.Min(frame, available - 1));
        Assert.Equal(expected, sampler.Sample(available, _ => throw new InvalidOperationException("nothing is drawn here")));
    }

    // An interval of one frame has nothing to draw from: then distinct frames of the whole video come, here all of them.
    private static void CheckRanges(JsonElement row, int available)
    {
        var sampler = new IntervalSampler { Frames = Integer(row, "num_frames"), Random = true };
        var ranges = row.GetProperty("low_inclusive_high_exclusive").EnumerateArray().Select(Integers).ToList();
        var (lowest, highest) = (sampler.Sample(available, _ => 0), sampler.Sample(available, count => count - 1));
        if (ranges.All(range => range[0] < range[1]))
        {
            Assert.Equal(ranges.Select(range => range[0]), lowest);
            Assert.Equal(ranges.Select(range => range[1] - 1), highest);
            return;
        }

        Assert.Equal(sampler.Frames, lowest.Length);
        Assert.Equal(Math.Min(sampler.Frames, available), lowest.Distinct().Count());
        Assert.Equal(highest.Order(), highest);
    }

    private static double? Bound(JsonElement row, int side) => row.GetProperty("bound") is { ValueKind: JsonValueKind.Array } bound ? bound[side].GetDouble() : null;

    private static double? Number(string rule, string before) => rule.StartsWith(before, StringComparison.Ordinal) ? double.Parse(rule[before.Length..], CultureInfo.InvariantCulture) : null;

    private static int Integer(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt32())];
}
