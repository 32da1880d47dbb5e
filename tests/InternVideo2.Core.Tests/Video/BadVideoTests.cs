using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Each kind of bad input ends in one exception that names the file, the fault and a way out.</summary>
public sealed class BadVideoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iv2-bad-video-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("empty.mp4", VideoFault.Empty, "0 bytes")]
    [InlineData("text_not_video.mp4", VideoFault.NotVideo, "not a video")]
    [InlineData("truncated_no_moov.mp4", VideoFault.Truncated, "moov")]
    [InlineData("audio_only.mp4", VideoFault.NoVideoStream, "no video stream")]
    [InlineData("no such file.mp4", VideoFault.Missing, "no such file")]
    [InlineData(".", VideoFault.NotVideo, "folder")]
    public void UnreadableFilesSayWhy(string name, VideoFault fault, string words)
    {
        string path = EdgeClips.PathOf(name);

        VideoException read = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All));
        VideoException probed = Assert.Throws<VideoException>(() => VideoProbe.Probe(path));

        Assert.Equal((fault, path), (read.Fault, read.Path));
        Assert.Contains(words, read.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, read.Message, StringComparison.Ordinal);
        Assert.Equal(read.Message, probed.Message);
    }

    [Fact]
    public void AllOtherEdgeClipsAreReadable()
    {
        string[] unreadable = ["audio_only.mp4", "empty.mp4", "text_not_video.mp4", "truncated_no_moov.mp4"];
        Assert.Equal(unreadable, EdgeClips.Names.Where(name => EdgeClips.Of(name).DecodedFrames == 0).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFileWhoseFramesAreAllLostHasNoFrames()
    {
        // The index of this file lies at its front: cut behind it, the header is whole and the pictures are gone.
        byte[] bytes = File.ReadAllBytes(EdgeClips.PathOf("truncated_60pct.mp4"));
        string path = Path.Combine(_folder.FullName, "head.mp4");
        File.WriteAllBytes(path, bytes[..(bytes.AsSpan().IndexOf("mdat"u8) + 16)]);

        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All));

        Assert.Equal(VideoFault.NoFrames, e.Fault);
    }

    [Fact]
    public void FramesThatDoNotExistAreNamedWithTheNumberThatDoes()
    {
        string path = EdgeClips.PathOf("three_frames.mp4");

        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.At(0, 3)));

        Assert.Equal(VideoFault.OutOfRange, e.Fault);
        Assert.Contains("frame 3 was asked for, 3 frames decode", e.Message, StringComparison.Ordinal);
        Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.At(-4)));
    }

    [Theory]
    [InlineData("ffmpeg")]
    [InlineData("ffprobe")]
    public void AMissingProgramIsNamedWithTheWayToGetIt(string tool)
    {
        string missing = Path.Combine(_folder.FullName, "not-there");
        var options = tool == "ffmpeg" ? new VideoReaderOptions { Ffmpeg = missing } : new VideoReaderOptions { Ffprobe = missing };
        string path = Path.Combine(_folder.FullName, "fresh.mp4");
        File.Copy(EdgeClips.PathOf("three_frames.mp4"), path);

        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All, options));

        Assert.Equal(VideoFault.ToolMissing, e.Fault);
        Assert.Contains("./iv2 setup", e.Message, StringComparison.Ordinal);
    }
}
