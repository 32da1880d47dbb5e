using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>The child process opens the one file it is given, whatever its name looks like and whatever other names stand in it.</summary>
public sealed class MediaSafetyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iv2-media-safety-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("-y.mp4")]
    [InlineData("-i")]
    [InlineData("a:b.mp4")]
    [InlineData("http:host.mp4")]
    [InlineData("pipe:0")]
    [InlineData("concat:a|b.mp4")]
    [InlineData("it's $(touch x) `y` \"z\" & ; | > w.mp4")]
    [InlineData("%d*?[a]{b}.mp4")]
    [InlineData("two\nlines.mp4")]
    [InlineData("name with spaces é ☃ 視頻.mp4")]
    [InlineData("back\\slash.mp4")]
    public void AnyFileNameIsOnlyAName(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.Copy(EdgeClips.PathOf("three_frames.mp4"), path);

        VideoClip clip = VideoReader.Read(path, FrameSelection.All);

        Assert.Equal(3, clip.Frames);
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(t => FrameNumberCode.Read(clip, t, 0)));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Theory]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n")]
    [InlineData("ffconcat version 1.0\nfile three_frames.mp4\n")]
    [InlineData("ffconcat version 1.0\nfile 'http://localhost:9/x.mp4'\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\nhttp://localhost:9/x.ts\n#EXT-X-ENDLIST\n")]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><BaseURL>file:{0}</BaseURL></Period></MPD>")]
    [InlineData("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n")]
    [InlineData("RTSPtext\nRef1=http://localhost:9/x\n")]
    public void FilesThatNameOtherFilesAreRefused(string content)
    {
        string other = Path.Combine(_folder.FullName, "three_frames.mp4");
        File.Copy(EdgeClips.PathOf("three_frames.mp4"), other);
        foreach (string extension in new[] { "mp4", "m3u8", "ffconcat", "mpd", "sdp" })
        {
            string path = Path.Combine(_folder.FullName, "list." + extension);
            File.WriteAllText(path, content.Replace("{0}", other));

            VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(path, FrameSelection.All));

            Assert.Equal(VideoFault.NotVideo, e.Fault);
        }
    }

    [Fact]
    public void ADeviceOrAPatternOfPicturesIsNotAVideo()
    {
        File.Copy(EdgeClips.PathOf("gif.gif"), Path.Combine(_folder.FullName, "p1.png"));
        Assert.Equal(VideoFault.Missing, Assert.Throws<VideoException>(() => VideoProbe.Probe(Path.Combine(_folder.FullName, "p%d.png"))).Fault);
        Assert.Equal(VideoFault.Empty, Assert.Throws<VideoException>(() => VideoProbe.Probe("/dev/null")).Fault);
    }
}
