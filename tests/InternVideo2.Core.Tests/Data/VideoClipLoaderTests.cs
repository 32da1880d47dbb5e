using System.Diagnostics;
using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>From a file to the tensor: frames kept in memory give the same tensors as frames decoded on demand.</summary>
public sealed class VideoClipLoaderTests : IClassFixture<VideoClipLoaderTests.Video>
{
    private static readonly VideoClipLoaderOptions Options = new()
    {
        Sampler = new SparseSampler { Frames = 4 },
        Transform = new PretrainingTransform { Size = 32 },
    };

    private readonly ClipEntry _clip;

    public VideoClipLoaderTests(Video video) => _clip = video.Manifest.Clips[0];

    private float[] Load(VideoClipLoader loader, ulong seed)
    {
        using var clip = loader.Load(_clip, new SeededRandom(seed), default);
        Assert.Equal([3, 4, 32, 32], clip.shape);
        return clip.data<float>().ToArray();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    public void Kept_frames_change_nothing(int? shortSide)
    {
        using var fresh = new VideoClipLoader(Options with { ShortSide = shortSide });
        using var keeping = new VideoClipLoader(Options with { ShortSide = shortSide, CacheBytes = 10_000_000 });
        using var full = new VideoClipLoader(Options with { ShortSide = shortSide, CacheBytes = 10 });

        for (var seed = 0UL; seed < 3; seed++)
        {
            var expected = Load(fresh, seed);
            Assert.Equal(expected, Load(keeping, seed));
            Assert.Equal(expected, Load(full, seed));
        }

        // 1 s of 96 × 64 pixels at 12 frames per second.
        Assert.Equal(12 * 3 * (shortSide is null ? 96 * 64 : 60 * 40), keeping.KeptBytes);
        Assert.Equal(0, full.KeptBytes);
    }

    [Fact]
    public void The_times_of_frames_come_with_them_kept_or_not()
    {
        using var fresh = new VideoClipLoader(Options);
        using var keeping = new VideoClipLoader(Options with { CacheBytes = 10_000_000 });

        foreach (var loader in (VideoClipLoader[])[fresh, keeping, keeping])
        {
            var (frames, times) = loader.LoadTimed(_clip, new SeededRandom(1), default);
            using (frames) Assert.Equal(Load(loader, 1), frames.data<float>().ToArray());
            Assert.Equal(fresh.LoadTimed(_clip, new SeededRandom(1), default).Times, times);
            Assert.Equal(4, times.Distinct().Count());
            Assert.All(times, time => Assert.InRange(Math.Abs(time * 12 - Math.Round(time * 12)), 0, 0.01));
        }
    }

    [Fact]
    public void Draws_decide_about_frames_and_crop()
    {
        using var loader = new VideoClipLoader(Options);

        Assert.Equal(Load(loader, 1), Load(loader, 1));
        Assert.NotEqual(Load(loader, 1), Load(loader, 2));
    }

    [Fact]
    public void An_unreadable_file_is_a_broken_clip()
    {
        using var loader = new VideoClipLoader(Options with { CacheBytes = 1_000_000 });

        var error = Assert.Throws<ClipException>(() => loader.Load(_clip with { Path = "/absent/clip.mp4" }, new SeededRandom(0), default));

        Assert.Contains("/absent/clip.mp4", error.Message);
        Assert.Equal(0, loader.KeptBytes);
    }

    [Fact]
    public void A_missing_decoder_is_not_a_broken_clip()
    {
        using var loader = new VideoClipLoader(Options with { Reader = new VideoReaderOptions { Ffmpeg = "no-such-ffmpeg", Ffprobe = "no-such-ffprobe" } });

        var error = Assert.Throws<VideoException>(() => loader.Load(_clip with { Path = Path.ChangeExtension(_clip.Path, ".copy.mp4") }, new SeededRandom(0), default));

        Assert.Equal(VideoFault.ToolMissing, error.Fault);
    }

    [Fact]
    public void A_clip_too_large_to_be_read_whole_is_sampled_all_the_same()
    {
        var reader = new VideoReaderOptions { MaxClipBytes = 4 * 3 * 96 * 64 };
        using var fresh = new VideoClipLoader(Options with { Reader = reader });
        using var keeping = new VideoClipLoader(Options with { Reader = reader, CacheBytes = 10_000_000 });

        Assert.Equal(Load(fresh, 1), Load(keeping, 1));
        Assert.Equal(0, keeping.KeptBytes);
    }

    [Theory]
    [InlineData(15, 0L, null)]
    [InlineData(null, -1L, null)]
    [InlineData(null, 0L, "frames")]
    [InlineData(null, 1L, "")]
    public void Options_out_of_range_are_refused(int? shortSide, long cacheBytes, string? cacheFolder) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new VideoClipLoader(Options with { ShortSide = shortSide, CacheBytes = cacheBytes, CacheFolder = cacheFolder }));

    /// <summary>A test picture that moves for two seconds; the list names the second one.</summary>
    public sealed class Video : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Video()
        {
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=96x64:r=12:d=2", "-c:v", "mpeg4", _folder.File("moving.mp4")]);
            ffmpeg.WaitForExit();
            File.Copy(_folder.File("moving.mp4"), _folder.File("moving.copy.mp4"));
            Manifest = ClipManifest.Parse("""{"video":"moving.mp4","start":1,"end":2}""", "test", _folder.Path);
        }

        public ClipManifest Manifest { get; }

        public void Dispose() => _folder.Dispose();
    }
}
