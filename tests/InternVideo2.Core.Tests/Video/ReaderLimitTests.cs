using System.Runtime.Versioning;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Video;

/// <summary>Limits and cancellation end the child process and everything it started.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReaderLimitTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iv2-reader-limits-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TooLargePicturesAreRefused()
    {
        var options = new VideoReaderOptions { MaxFramePixels = (160 * 120) - 1 };
        Assert.Contains("160×120 = 19200 pixels", Fault(VideoFault.TooLarge, "h264_cfr.mp4", options).Message, StringComparison.Ordinal);
        Assert.Equal(48, VideoReader.Index(Fresh("h264_cfr.mp4"), options with { MaxFramePixels = 160 * 120 }).Count);
    }

    [Fact]
    public void ALimitHoldsForAFileThatIsAlreadyKnown()
    {
        string path = Fresh("h264_cfr.mp4");
        VideoReader.Index(path);

        Assert.Throws<VideoException>(() => VideoReader.Index(path, new VideoReaderOptions { MaxFramePixels = 100 }));
        Assert.Throws<VideoException>(() => VideoReader.Index(path, new VideoReaderOptions { MaxFrames = 47 }));
    }

    [Fact]
    public void TooManyFramesAreRefused()
    {
        Fault(VideoFault.TooLarge, "h264_cfr.mp4", new VideoReaderOptions { MaxFrames = 47 });
        Assert.Equal(48, VideoReader.Index(Fresh("h264_cfr.mp4"), new VideoReaderOptions { MaxFrames = 48 }).Count);
    }

    [Fact]
    public void TooManyBytesAreRefusedBeforeTheyAreAllocated()
    {
        var options = new VideoReaderOptions { MaxClipBytes = 48 * 160 * 120 * 3 };
        Assert.Equal(48, VideoReader.Read(Fresh("h264_cfr.mp4"), FrameSelection.All, options).Frames);
        Fault(VideoFault.TooLarge, "h264_cfr.mp4", options with { MaxClipBytes = options.MaxClipBytes - 1 });
    }

    [Theory]
    [InlineData(nameof(VideoReaderOptions.MaxFrames))]
    [InlineData(nameof(VideoReaderOptions.MaxFramePixels))]
    [InlineData(nameof(VideoReaderOptions.MaxClipBytes))]
    [InlineData(nameof(VideoReaderOptions.DecoderThreads))]
    [InlineData(nameof(VideoReaderOptions.TimeLimit))]
    public void OptionsOutOfRangeNameTheMember(string member)
    {
        VideoReaderOptions options = member switch
        {
            nameof(VideoReaderOptions.MaxFrames) => new() { MaxFrames = 0 },
            nameof(VideoReaderOptions.MaxFramePixels) => new() { MaxFramePixels = 0 },
            nameof(VideoReaderOptions.MaxClipBytes) => new() { MaxClipBytes = long.MaxValue },
            nameof(VideoReaderOptions.DecoderThreads) => new() { DecoderThreads = -1 },
            _ => new() { TimeLimit = TimeSpan.Zero },
        };

        Assert.Contains(member, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTimeLimitEndsTheProcessAndItsChildren()
    {
        string pidFile = Path.Combine(_folder.FullName, "pid");
        var options = new VideoReaderOptions { Ffprobe = SlowTool(pidFile), TimeLimit = TimeSpan.FromSeconds(1) };

        VideoException e = Fault(VideoFault.TimeOut, "h264_cfr.mp4", options);

        Assert.Contains("within 1 s", e.Message, StringComparison.Ordinal);
        AssertGone(pidFile);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CancellationEndsTheProcessAndItsChildren(bool whileProbing)
    {
        string pidFile = Path.Combine(_folder.FullName, "pid");
        string tool = SlowTool(pidFile);
        VideoReaderOptions options = whileProbing ? new() { Ffprobe = tool } : new() { Ffmpeg = tool };
        using var cancellation = new CancellationTokenSource();
        string path = Fresh("h264_cfr.mp4");
        using var watcher = new Timer(_ => CancelWhenStarted(pidFile, cancellation), null, 20, 20);

        Assert.ThrowsAny<OperationCanceledException>(() => VideoReader.Read(path, FrameSelection.All, options, cancellation.Token));

        AssertGone(pidFile);
    }

    [Fact]
    public void CancelledBeforehandNothingIsStarted()
    {
        string pidFile = Path.Combine(_folder.FullName, "pid");
        var options = new VideoReaderOptions { Ffprobe = SlowTool(pidFile) };

        Assert.ThrowsAny<OperationCanceledException>(
            () => VideoReader.Read(Fresh("h264_cfr.mp4"), FrameSelection.All, options, new CancellationToken(canceled: true)));

        Assert.False(File.Exists(pidFile));
    }

    [Fact]
    public void ALogWithoutLineEndsStaysSmall()
    {
        string tool = Script("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");

        VideoException e = Fault(VideoFault.NotVideo, "h264_cfr.mp4", new VideoReaderOptions { Ffprobe = tool });

        Assert.InRange(e.Message.Length, 1, 2000);
    }

    [Fact]
    public void AnEndlessDescriptionIsCutShort() =>
        Fault(VideoFault.TooLarge, "h264_cfr.mp4", new VideoReaderOptions { Ffprobe = Script("cat /dev/zero") });

    [Fact]
    public void ADecoderKilledByASignalIsAFailure()
    {
        VideoException e = Fault(VideoFault.DecoderFailed, "h264_cfr.mp4", new VideoReaderOptions { Ffmpeg = Script("kill -KILL $$") });
        Assert.Contains("signal 9", e.Message, StringComparison.Ordinal);
    }

    private VideoException Fault(VideoFault fault, string clip, VideoReaderOptions options)
    {
        VideoException e = Assert.Throws<VideoException>(() => VideoReader.Read(Fresh(clip), FrameSelection.All, options));
        Assert.Equal(fault, e.Fault);
        return e;
    }

    /// <summary>A copy that no cache knows.</summary>
    private string Fresh(string clip)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid()}-{clip}");
        File.Copy(EdgeClips.PathOf(clip), path);
        return path;
    }

    /// <summary>A program that starts another, notes its number, and waits.</summary>
    private string SlowTool(string pidFile) => Script($"sleep 300 & echo $! > '{pidFile}.part'; mv '{pidFile}.part' '{pidFile}'; wait");

    private string Script(string body)
    {
        string path = Path.Combine(_folder.FullName, $"tool-{Guid.NewGuid()}.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static void CancelWhenStarted(string pidFile, CancellationTokenSource cancellation)
    {
        if (File.Exists(pidFile))
        {
            cancellation.Cancel();
        }
    }

    private static void AssertGone(string pidFile)
    {
        int pid = int.Parse(File.ReadAllText(pidFile));
        Assert.True(SpinWait.SpinUntil(() => IsGone(pid), TimeSpan.FromSeconds(10)), $"process {pid} still runs");
    }

    private static bool IsGone(int pid)
    {
        try
        {
            // A killed process whose new parent has not fetched its result is a zombie (state Z).
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            // The process went away between opening and reading.
            return !Directory.Exists($"/proc/{pid}");
        }
    }
}
