using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Rules that hold for every sampler, and those that no golden file covers, by hand.</summary>
public sealed class FrameSamplerTests
{
    public static TheoryData<string> Names => [.. Samplers.Keys];

    private static Dictionary<string, FrameSampler> Samplers { get; } = new()
    {
        ["sparse"] = new SparseSampler { Frames = 8 },
        ["segments"] = new SegmentSampler { Frames = 8 },
        ["segment view"] = new SegmentViewSampler { Frames = 8, View = 2, Views = 4 },
        ["ticks"] = new TickSampler { Frames = 8 },
        ["tick view"] = new TickViewSampler { Frames = 8, View = 1, Views = 2 },
        ["folder view"] = new FolderViewSampler { Frames = 8, View = 1, Views = 2 },
        ["folder middle"] = new FolderViewSampler { Frames = 8 },
        ["dense"] = new DenseSampler { Frames = 8 },
        ["dense view"] = new DenseSampler { Frames = 8, View = 1, Views = 3 },
        ["middle"] = new IntervalSampler { Frames = 8 },
        ["random"] = new IntervalSampler { Frames = 8, Random = true },
        ["cut"] = new CutSampler(new SparseSampler { Frames = 8 }, 10, 0, 10),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryLengthGivesTheWantedNumberOfExistingFramesInOrder(string name)
    {
        FrameSampler sampler = Samplers[name];
        for (int available = 1; available <= 120; available++)
        {
            int[] frames = sampler.Sample(available, new SeededRandom(7, (ulong)available).Next);

            Assert.Equal(8, frames.Length);
            Assert.All(frames, frame => Assert.InRange(frame, 0, available - 1));
            Assert.Equal(frames.Order(), frames);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheSameDrawsGiveTheSameFrames(string name) =>
        Assert.Equal(Samplers[name].Sample(77, new SeededRandom(3).Next), Samplers[name].Sample(77, new SeededRandom(3).Next));

    [Fact]
    public void IntervalsTakeMiddlesAndRepeatTheLast()
    {
        var sampler = new IntervalSampler { Frames = 4 };
        Assert.Equal([0, 3, 5, 8], sampler.Sample(10, NoDraw)); // borders 0 2 5 7 10
        Assert.Equal([0, 1, 2, 2], sampler.Sample(3, NoDraw));
    }

    [Fact]
    public void RandomIntervalsLeaveOutTheirLastFrame()
    {
        var sampler = new IntervalSampler { Frames = 2, Random = true };
        var asked = new List<int>();
        int[] frames = sampler.Sample(10, exclusive =>
        {
            asked.Add(exclusive);
            return exclusive - 1;
        });

        Assert.Equal([4, 4], asked); // 0 … 3 and 5 … 8
        Assert.Equal([3, 8], frames);
    }

    [Fact]
    public void RandomFramesAreDistinctWhenAnIntervalIsTooShort()
    {
        var sampler = new IntervalSampler { Frames = 6, Random = true };
        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.Equal(6, sampler.Sample(9, new SeededRandom(seed).Next).Distinct().Count());
        }
    }

    [Fact]
    public void FixedRateTakesTheNearestFrameOfEachPeriod()
    {
        var sampler = new RateSampler { Rate = 2, VideoRate = 10 };
        Assert.Equal([2, 8, 12, 18], sampler.Sample(20, NoDraw)); // 2.5, 7.5, 12.5, 17.5, half to even
        Assert.Equal([2, 8], (sampler with { Frames = 2 }).Sample(20, NoDraw));
        Assert.Equal([0], sampler.Sample(1, NoDraw));
    }

    [Fact]
    public void DenseWindowsAreSpreadFromStartToEnd()
    {
        var sampler = new DenseSampler { Frames = 4, Rate = 5, Views = 3 };
        Assert.Equal([0, 5, 10, 15], (sampler with { View = 0 }).Sample(61, NoDraw));
        Assert.Equal([20, 25, 30, 35], (sampler with { View = 1 }).Sample(61, NoDraw));
        Assert.Equal([41, 46, 51, 56], (sampler with { View = 2 }).Sample(61, NoDraw));
        Assert.Equal([41, 46, 51, 56], sampler.Sample(61, exclusive => exclusive - 1));
        Assert.Equal([0, 5, 7, 7], sampler.Sample(8, exclusive => exclusive - 1));
    }

    [Fact]
    public void AShortVideoOfTicksStartsWithItsFirstFrame() => Assert.Equal([0, 0, 0, 1, 2], new TickSampler { Frames = 5 }.Sample(3, NoDraw));

    [Fact]
    public void ACutGoesByTheAverageRate()
    {
        // 300 frames in 10 s: from frame 60, 90 frames, segments of 22.
        var sampler = new CutSampler(new SparseSampler { Frames = 4 }, 10, 2, 5);
        Assert.Equal([60, 82, 104, 126], sampler.Sample(300, _ => 0));
        Assert.Throws<ArgumentException>(() => new CutSampler(new SparseSampler(), 10, 5, 5).Sample(300, NoDraw));
        Assert.Throws<ArgumentException>(() => new CutSampler(new SparseSampler(), 10, 5, 5.01).Sample(300, NoDraw));
    }

    [Fact]
    public void WrongArgumentsAreNamed()
    {
        Assert.Contains("Frames", Assert.Throws<ArgumentOutOfRangeException>(() => new SparseSampler { Frames = 0 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseSampler().Sample(0, NoDraw));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SegmentViewSampler { View = 4, Views = 4 }.Sample(9, NoDraw));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TickViewSampler { View = -1 }.Sample(9, NoDraw));
    }

    [Theory]
    [InlineData(0, 2, new[] { 0, 5, 10, 15 })]
    [InlineData(1, 2, new[] { 2, 7, 12, 17 })]
    [InlineData(0, 1, new[] { 2, 7, 12, 17 })]
    public void ViewsOfFoldersLieBetweenOneAnother(int view, int views, int[] expected) =>
        Assert.Equal(expected, FrameSampling.Ticks.ForView(4, view, views).Sample(20, NoDraw));

    private static int NoDraw(int exclusive) => throw new InvalidOperationException("Nothing is drawn here.");
}
