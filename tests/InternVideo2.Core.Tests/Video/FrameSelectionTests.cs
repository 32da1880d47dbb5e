using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Selections choose the frames they say, in the order they say, of the file or of a cut of it.</summary>
public sealed class FrameSelectionTests
{
    private static readonly string s_clip = EdgeClips.PathOf("h264_cfr.mp4"); // 48 frames, 12 per second

    [Fact]
    public void IndicesKeepOrderAndRepetitions()
    {
        VideoClip clip = VideoReader.Read(s_clip, FrameSelection.At(40, 3, 3, 0, -1));

        Assert.Equal([40, 3, 3, 0, 47], clip.Indices);
        Assert.Equal([40, 3, 3, 0, 47], Numbers(clip));
        Assert.Equal([40 / 12.0, 0.25, 0.25, 0, 47 / 12.0], clip.Timestamps, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void ACutTakesTheFramesWhoseTimesLieWithin()
    {
        VideoClip clip = VideoReader.Read(s_clip, FrameSelection.All.Within(1, 1.5));

        Assert.Equal([12, 13, 14, 15, 16, 17], clip.Indices);
        Assert.Equal(clip.Indices, Numbers(clip));
    }

    [Fact]
    public void ACutOfAnUnevenClipGoesByTime()
    {
        // Frames 3 and 8, 13 … of the source are missing here: index and source number differ.
        VideoClip clip = VideoReader.Read(EdgeClips.PathOf("vfr.mp4"), FrameSelection.All.Within(0.2, 0.6));

        Assert.Equal([4, 5, 6, 7], Numbers(clip));
        Assert.Equal([3, 4, 5, 6], clip.Indices);
    }

    [Fact]
    public void IndicesAndSamplersCountWithinTheCut()
    {
        FrameSelection at = FrameSelection.At(0, -1).Within(1, 2);
        int seen = 0;
        FrameSelection sampled = FrameSelection.Sampled(available =>
        {
            seen = available;
            return [1, 1];
        }).Within(1, 2);

        Assert.Equal([12, 23], VideoReader.Read(s_clip, at).Indices);
        Assert.Equal([13, 13], VideoReader.Read(s_clip, sampled).Indices);
        Assert.Equal(12, seen);
    }

    [Fact]
    public void EmptyCutsAreErrors()
    {
        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(s_clip, FrameSelection.All.Within(9, 10)));
        Assert.Equal(VideoFault.OutOfRange, e.Fault);
        Assert.Contains("between 9 s and 10 s", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FrameSelection.All.Within(2, 2));
        Assert.Throws<ArgumentException>(() => FrameSelection.At());
    }

    [Fact]
    public void ASamplerChoosesByTheFramesThatDecode()
    {
        VideoClip clip = VideoReader.Read(EdgeClips.PathOf("truncated_60pct.mp4"), new SegmentViewSampler { Frames = 4 }.Select(new SeededRandom(1)));

        Assert.Equal([3, 9, 15, 22], Numbers(clip)); // of 26, not of the 48 in the header
    }

    [Fact]
    public void AShortClipRepeatsFramesAsTheSamplerSays()
    {
        string three = EdgeClips.PathOf("three_frames.mp4");
        Assert.Equal([0, 1, 2, 2, 2], Numbers(VideoReader.Read(three, new IntervalSampler { Frames = 5 }.Select(new SeededRandom(1)))));
        Assert.Equal([0, 0, 0, 0, 0], Numbers(VideoReader.Read(three, new SparseSampler { Frames = 5 }.Select(new SeededRandom(1)))));
    }

    [Fact]
    public void AFileThatChangedIsCountedAgain()
    {
        string path = Path.Combine(Path.GetTempPath(), $"iv2-changing-{Guid.NewGuid()}.mp4");
        try
        {
            File.Copy(s_clip, path);
            int before = VideoReader.Index(path).Count;
            File.Copy(EdgeClips.PathOf("three_frames.mp4"), path, overwrite: true);

            Assert.Equal((48, 3), (before, VideoReader.Index(path).Count));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ManyScatteredFramesTakeTheSameWayAsFew()
    {
        Assert.Equal("eq(n,1)+between(n,3,5)+eq(n,9)", SelectExpression.For([1, 3, 4, 5, 9]));
        Assert.NotNull(SelectExpression.For([.. Enumerable.Range(0, SelectExpression.MaxRuns).Select(i => 2 * i)]));
        Assert.Null(SelectExpression.For([.. Enumerable.Range(0, SelectExpression.MaxRuns + 1).Select(i => 2 * i)]));
    }

    [Fact]
    public void FramesBetweenScatteredOnesAreDroppedInThePipe()
    {
        int[] wanted = [5, 2, 9];
        int[] piped = [2, 3, 4, 5, 6, 7, 8, 9];
        byte[] stream = [.. piped.SelectMany(frame => new byte[] { (byte)frame, (byte)(frame + 100) })];
        byte[] pixels = new byte[wanted.Length * 2];

        int complete = FrameExtraction.Fill(new MemoryStream(stream), pixels, 2, wanted, piped);

        Assert.Equal(piped.Length, complete);
        Assert.Equal([5, 105, 2, 102, 9, 109], pixels);
    }

    private static int[] Numbers(VideoClip clip) => [.. Enumerable.Range(0, clip.Frames).Select(t => FrameNumberCode.Read(clip, t, 0))];
}
