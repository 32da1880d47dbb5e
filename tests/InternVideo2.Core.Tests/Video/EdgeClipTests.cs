using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>
/// Every clip of the edge collection that holds frames: the number, order, size, times and colours of its decoded frames are as measured
/// beforehand. The collection crosses containers, codecs, bit depths, colour ranges, rotations, odd sizes, uneven rates and damage.
/// </summary>
public sealed class EdgeClipTests
{
    // Content behind the damage is undefined there; the first quarter is right.
    private const string Damaged = "bitflips.mp4";

    public static TheoryData<string> Readable => [.. EdgeClips.Names.Where(name => EdgeClips.Of(name).DecodedFrames > 0)];

    [Fact]
    public void TheCollectionIsComplete()
    {
        Assert.Equal(40, EdgeClips.Names.Count);
        Assert.All(EdgeClips.Names, name => Assert.True(File.Exists(EdgeClips.PathOf(name)), name));
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public void AllFramesAreThoseOfTheFile(string name)
    {
        EdgeClip expected = EdgeClips.Of(name);

        VideoClip clip = VideoReader.Read(EdgeClips.PathOf(name), FrameSelection.All);

        Assert.Equal((expected.DecodedFrames, expected.Width, expected.Height), (clip.Frames, clip.Width, clip.Height));
        Assert.Equal(Enumerable.Range(0, clip.Frames), clip.Indices);
        int certain = name == Damaged ? clip.Frames / 4 : clip.Frames;
        int[] ids = [.. Enumerable.Range(0, certain).Select(t => FrameNumberCode.Read(clip, t, Turn(name)))];
        Assert.Equal(expected.FrameIds.Take(certain), ids);
        Assert.All(expected.Timestamps.Zip(clip.Timestamps), pair => Assert.Equal(pair.First, pair.Second, 0.0001));
        foreach ((int frame, double[] rgb) in expected.MeanRgb.Where(mean => mean.Frame < certain))
        {
            double tolerance = name == "ffv1_rgb.mkv" ? 0.006 : 2.5;
            Assert.All(rgb.Zip(Mean(clip, frame)), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public void SparseFramesEqualThoseOfTheWholeClip(string name)
    {
        string path = EdgeClips.PathOf(name);
        VideoClip all = VideoReader.Read(path, FrameSelection.All);
        int last = all.Frames - 1;
        int[] wanted = [last, 0, last / 2, last / 3, 0];

        VideoClip sparse = VideoReader.Read(path, FrameSelection.At(wanted));

        Assert.Equal(wanted, sparse.Indices);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(all.Timestamps[wanted[i]], sparse.Timestamps[i]);
            Assert.True(all.Frame(wanted[i]).SequenceEqual(sparse.Frame(i)), $"frame {wanted[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public void TheIndexKnowsNumberTimesAndSizeBeforeAnythingIsRead(string name)
    {
        EdgeClip expected = EdgeClips.Of(name);

        FrameIndex index = VideoReader.Index(EdgeClips.PathOf(name));

        Assert.Equal((expected.DecodedFrames, expected.Width, expected.Height), (index.Count, index.Width, index.Height));
        Assert.All(expected.Timestamps.Zip(index.Timestamps), pair => Assert.Equal(pair.First, pair.Second, 0.0001));
    }

    private static int Turn(string name) => name switch
    {
        "rot90.mp4" => 90,
        "rot180.mp4" => 180,
        _ => 0,
    };

    private static double[] Mean(VideoClip clip, int t)
    {
        double[] sums = new double[3];
        ReadOnlySpan<byte> frame = clip.Frame(t);
        for (int i = 0; i < frame.Length; i++)
        {
            sums[i % 3] += frame[i];
        }

        return [.. sums.Select(sum => sum / (clip.Width * clip.Height))];
    }
}
