using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.Frames;

/// <summary>
/// What was decoded once is not decoded again, by any process; a changed source, a damaged file or a full folder costs time and never gives
/// other frames; what cannot be read leaves nothing.
/// </summary>
public sealed class MappedFrameStoreTests : IDisposable
{
    // The decoder that a second epoch must not ask for.
    private static readonly VideoReaderOptions s_noDecoder = new() { Ffmpeg = "no-such-ffmpeg", Ffprobe = "no-such-ffprobe" };

    private readonly TemporaryFolder _folder = new();
    private readonly VideoClipLoaderOptions _options;
    private readonly ClipEntry _clip;

    public MappedFrameStoreTests()
    {
        _options = new VideoClipLoaderOptions
        {
            Sampler = new SparseSampler { Frames = 4 },
            Transform = new PretrainingTransform { Size = 16 },
            CacheBytes = 10_000_000,
            CacheFolder = _folder.File("frames"),
        };
        WriteClip(seed: 1);
        _clip = ClipManifest.Parse("""{"video": "a.mp4", "start": 0.25, "end": 1}""", "test", _folder.Path).Clips[0];
    }

    private string Stored => Assert.Single(Directory.GetFiles(_folder.File("frames")));

    public void Dispose() => _folder.Dispose();

    private void WriteClip(int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[10 * 32 * 24 * 3];
        random.NextBytes(pixels);
        VideoWriter.Write(_folder.File("a.mp4"), new VideoClip(pixels, 10, 24, 32, new double[10], new int[10], "made"), 10, [], 16_000);
    }

    private float[] Load(VideoClipLoaderOptions options, ulong seed = 1)
    {
        using var loader = new VideoClipLoader(options);
        using var clip = loader.Load(_clip, new SeededRandom(seed), default);
        return clip.data<float>().ToArray();
    }

    [Fact]
    public void Another_process_decodes_nothing()
    {
        var plain = _options with { CacheBytes = 0, CacheFolder = null };
        Load(_options);

        for (var seed = 1UL; seed < 4; seed++)
        {
            Assert.Equal(Load(plain, seed), Load(_options with { Reader = s_noDecoder }, seed));
        }

        // Seven frames of 0.25 … 1 s with their header, times and numbers.
        Assert.Equal(40 + (7 * (12 + (32 * 24 * 3))), new FileInfo(Stored).Length);
        using var loader = new VideoClipLoader(_options);
        Assert.Equal(new FileInfo(Stored).Length, loader.KeptBytes);
    }

    [Fact]
    public void A_changed_source_is_decoded_anew_and_takes_the_old_place()
    {
        var before = Load(_options);
        WriteClip(seed: 2);
        File.SetLastWriteTimeUtc(_folder.File("a.mp4"), DateTime.UtcNow.AddMinutes(1));

        var after = Load(_options);

        Assert.NotEqual(before, after);
        Assert.Equal(after, Load(_options with { CacheBytes = 0, CacheFolder = null }));
        Assert.Equal(after, Load(_options with { Reader = s_noDecoder }));
        Assert.NotEmpty(Stored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(39)]
    [InlineData(2000)]
    public void A_damaged_file_counts_as_absent(int length)
    {
        var whole = Load(_options);
        using (var file = File.OpenWrite(Stored))
        {
            file.SetLength(length);
        }

        Assert.Throws<VideoException>(() => Load(_options with { Reader = s_noDecoder }));
        Assert.Equal(whole, Load(_options));
        Assert.Equal(whole, Load(_options with { Reader = s_noDecoder }));
    }

    [Fact]
    public void Lies_about_sizes_are_not_believed()
    {
        Load(_options);
        using (var file = File.OpenWrite(Stored))
        {
            file.Position = 24;
            file.Write([255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255, 127]); // T, H and W
        }

        Assert.Throws<VideoException>(() => Load(_options with { Reader = s_noDecoder }));
    }

    [Fact]
    public void A_full_folder_keeps_no_more()
    {
        var small = _options with { CacheBytes = 1000 };

        Assert.Equal(Load(_options with { CacheBytes = 0, CacheFolder = null }), Load(small));
        Assert.Empty(Directory.GetFiles(_folder.File("frames")));
    }

    [Fact]
    public void A_clip_that_cannot_be_read_is_broken_each_time_and_leaves_nothing()
    {
        File.WriteAllText(_folder.File("a.mp4"), "no video");
        using var loader = new VideoClipLoader(_options);
        using var data = new ClipDataset(
            ClipManifest.Of("list", _folder.Path, [_clip, _clip with { Id = "again" }, _clip with { Id = "third" }]), loader,
            new ClipDatasetOptions { BatchSize = 1, MaxBrokenClips = 1 });

        var error = Assert.Throws<InvalidDataException>(() => data.Next());

        Assert.Contains($"{nameof(ClipDatasetOptions.MaxBrokenClips)} allows 1", error.Message);
        Assert.InRange(data.Broken.List.Count, 2, 3);
        Assert.Equal(0, loader.KeptBytes);
        Assert.Empty(Directory.GetFiles(_folder.File("frames")));
    }

    [Fact]
    public void What_a_killed_process_left_is_swept_away_later()
    {
        Directory.CreateDirectory(_folder.File("frames"));
        var (old, young) = (_folder.File("frames/.a.frames.1.tmp"), _folder.File("frames/.a.frames.2.tmp"));
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));

        using var loader = new VideoClipLoader(_options);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.Equal(0, loader.KeptBytes);
    }

    [Fact]
    public async Task Many_readers_and_writers_agree()
    {
        var expected = Load(_options with { CacheBytes = 0, CacheFolder = null });

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Load(_options))));

        Assert.All(all, values => Assert.Equal(expected, values));
        Assert.Equal(40 + (7 * (12 + (32 * 24 * 3))), new FileInfo(Stored).Length);
    }
}
