using InternVideo2.Data;
using InternVideo2.Tests.Video;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>Cuts count from the file's first frame, with its average rate; folders have theirs from the list.</summary>
public sealed class SpannedClipsTests
{
    [Fact]
    public void A_cut_is_turned_into_frame_numbers()
    {
        var clip = ClipEntry.OfFile(EdgeClips.PathOf("h264_cfr.mp4"));
        var index = VideoReader.Index(clip.Path);
        var rate = index.Info.Video.AverageFrameRate.Value;
        using var loader = new SpannedClips(new SpannedClipsOptions { Frames = 4, Transform = new WholePictureTransform { Size = 16 } });
        var sampler = new SpacedSampler { Frames = 4 };

        Assert.Equal(sampler.Sample(index.Count, _ => 0), loader.Frames(clip).Indices);
        Assert.Equal((sampler with { StartSeconds = 0.5, EndSeconds = 1.5, VideoRate = rate }).Sample(index.Count, _ => 0), loader.Frames(clip with { Start = 0.5, End = 1.5 }).Indices);
        using var frames = loader.Load(clip, new SeededRandom(0), default);
        Assert.Equal([3, 4, 16, 16], frames.shape);
        var (timed, times) = loader.LoadTimed(clip, new SeededRandom(0), default);
        using (timed) Assert.Equal(loader.Frames(clip).Timestamps, times);
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        using var loader = new SpannedClips();

        Assert.Contains("'nowhere.mp4'", Assert.Throws<ClipException>(() => loader.Load(ClipEntry.OfFile("nowhere.mp4"), new SeededRandom(0), default)).Message);
        Assert.Contains("FolderRate is 0; allowed: above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new SpannedClips(new SpannedClipsOptions { FolderRate = 0 })).Message);
        Assert.Contains("Frames is 0; allowed: 1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => new SpannedClips(new SpannedClipsOptions { Frames = 0 })).Message);
    }
}
