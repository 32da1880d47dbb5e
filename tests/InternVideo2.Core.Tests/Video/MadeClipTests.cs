using System.Diagnostics;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Files that the collection lacks, made from its clips with ffmpeg: cover pictures, a change of size, a bare stream without a container.</summary>
public sealed class MadeClipTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iv2-made-clips-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ACoverPictureIsNotAVideo()
    {
        string path = Make(
            "cover.m4a", "-i", EdgeClips.PathOf("audio_only.mp4"), "-i", EdgeClips.PathOf("one_frame.mp4"),
            "-map", "0:a", "-map", "1:v", "-c:a", "copy", "-c:v", "mjpeg", "-disposition:v", "attached_pic");

        Assert.Equal(VideoFault.NoVideoStream, Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All)).Fault);
    }

    [Fact]
    public void ABareStreamHasTimesToo()
    {
        string path = Make("bare.h264", "-i", EdgeClips.PathOf("h264_cfr.mp4"), "-map", "0:v", "-c", "copy");

        VideoClip clip = VideoReader.Read(path, FrameSelection.At(0, 24, 47));

        Assert.Equal([0, 24, 47], Enumerable.Range(0, 3).Select(t => FrameNumberCode.Read(clip, t, 0)));
        Assert.Equal(2, clip.Timestamps[1], 0.001);
    }

    [Fact]
    public void AChangeOfSizeIsAnErrorThatSaysWhere()
    {
        string large = Make("large.h264", "-i", EdgeClips.PathOf("h264_cfr.mp4"), "-map", "0:v", "-c", "copy");
        string small = Make("small.h264", "-i", EdgeClips.PathOf("h264_cfr.mp4"), "-map", "0:v", "-vf", "scale=80:60");
        string path = Path.Combine(_folder.FullName, "both.h264");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(large), .. File.ReadAllBytes(small)]);

        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All));

        Assert.Contains("changes from 160×120 to 80×60 at frame 48", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyScatteredFramesAreThoseOfTheFile()
    {
        // More runs than one expression names: the frames between are decoded and dropped.
        string path = Make("long.mkv", "-stream_loop", "15", "-i", EdgeClips.PathOf("h264_cfr.mp4"), "-map", "0:v", "-c", "copy");
        int[] wanted = [.. Enumerable.Range(0, SelectExpression.MaxRuns + 10).Select(i => (2 * i) + 5)];

        VideoClip clip = VideoReader.Read(path, FrameSelection.At(wanted));

        Assert.Equal(wanted, clip.Indices);
        Assert.Equal(wanted.Select(i => i % 48), Enumerable.Range(0, clip.Frames).Select(t => FrameNumberCode.Read(clip, t, 0)));
        Assert.All(wanted.Zip(clip.Timestamps), pair => Assert.Equal(pair.First / 12.0, pair.Second, 0.05));
    }

    private string Make(string name, params string[] arguments)
    {
        string path = Path.Combine(_folder.FullName, name);
        using Process process = Process.Start("ffmpeg", ["-nostdin", "-loglevel", "error", .. arguments, path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
