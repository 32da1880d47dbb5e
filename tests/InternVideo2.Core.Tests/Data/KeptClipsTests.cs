using InternVideo2.Data;
using InternVideo2.Tests.Stage1;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Data;

/// <summary>A clip is read once, as long as there is room; the same pixels come back.</summary>
public sealed class KeptClipsTests
{
    [Fact]
    public void A_clip_is_read_once()
    {
        using var scope = NewDisposeScope();
        var read = 0;
        using var noise = new NoiseClips(2, 4) { BeforeLoad = _ => read++ };
        using var kept = new KeptClips(noise);
        var clips = NoiseClips.List(2).Clips;
        var first = Load(kept, clips[0]).clone();
        Load(kept, clips[1]).Dispose();
        Assert.True(first.Equals(Load(kept, clips[0])));
        Assert.Equal(2, read);
        Assert.Equal(2 * 3 * 2 * 4 * 4 * 4, kept.Bytes);
        Assert.NotEqual(noise.Fingerprint, kept.Fingerprint);
    }

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(0)]
    public void A_clip_is_the_same_whenever_it_is_read_first(long room)
    {
        using var scope = NewDisposeScope();
        var clips = ToyLoader.Manifest(2).Clips;
        using var loader = new ToyLoader();
        using var uninterrupted = new KeptClips(loader, room);
        using var resumed = new KeptClips(loader, room);
        uninterrupted.Load(clips[0], new SeededRandom(1), default);

        Assert.True(uninterrupted.Load(clips[0], new SeededRandom(2), default).Equals(resumed.Load(clips[0], new SeededRandom(3), default)));
        Assert.False(resumed.Load(clips[0], new SeededRandom(0), default)[1].Equals(resumed.Load(clips[1], new SeededRandom(0), default)[1]));
    }

    [Fact]
    public void What_does_not_fit_is_read_again()
    {
        using var scope = NewDisposeScope();
        var read = 0;
        using var noise = new NoiseClips(2, 4) { BeforeLoad = _ => read++ };
        using var kept = new KeptClips(noise, maxBytes: 500);
        var clips = NoiseClips.List(2).Clips;
        foreach (var clip in (ClipEntry[])[clips[0], clips[1], clips[0], clips[1]]) Load(kept, clip);
        Assert.Equal(3, read);
        Assert.Equal(384, kept.Bytes);
    }

    private static Tensor Load(IClipLoader loader, ClipEntry clip) => loader.Load(clip, new SeededRandom(0), default);
}
