using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Tests.Video;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Data;

/// <summary>Clips in high resolution come as tiles and as a whole; those of one batch have grids of their own.</summary>
public sealed class TiledClipsTests
{
    private static VideoClip Grey(int height, int width) =>
        new([.. Enumerable.Range(0, 2 * height * width * 3).Select(i => (byte)(i % 200))], 2, height, width, [], [], "");

    [Fact]
    public void A_clip_is_cut_after_it_was_normalised()
    {
        var loader = new TiledClips(new TiledClipsOptions { TileSize = 14, MaxTiles = 6 });
        using var scope = NewDisposeScope();
        var cut = loader.Cut(Grey(30, 50));
        var whole = tensor(Grey(30, 50).Pixels, 2, 30, 50, 3, dtype: ScalarType.Byte).permute(3, 0, 1, 2).to(ScalarType.Float32);
        var (mean, deviation) = (tensor(new[] { 0.485f, 0.456f, 0.406f }).view(3, 1, 1, 1), tensor(new[] { 0.229f, 0.224f, 0.225f }).view(3, 1, 1, 1));
        var tiles = TileCut.Cut(TileCut.Resize(whole, new TileGrid(3, 2), 14), 14);

        Assert.Equal([7, 3, 2, 14, 14], cut.shape);
        Assert.True(cut.allclose((tiles / 255 - mean) / deviation, 1e-4, 1e-4));
        Assert.Equal([3, 3, 2, 14, 14], new TiledClips(new TiledClipsOptions { TileSize = 14, Grid = new TileGrid(2, 1) }).Cut(Grey(30, 50)).shape);
    }

    [Fact]
    public void A_batch_has_the_views_of_all_its_clips()
    {
        ClipManifest clips = ClipManifest.Parse(
            """{"video":"h264_cfr.mp4","QA":[{"q":"What?","a":"This."}]}""" + "\n" + """{"video":"rot90.mp4","QA":[{"q":"What?","a":"That."}]}""", "list", Path.GetDirectoryName(EdgeClips.PathOf("rot90.mp4"))!);
        using var loader = new TiledClips(new TiledClipsOptions { Sampler = new IntervalSampler { Frames = 2 }, TileSize = 16 });
        var corpus = new Corpus { Name = "tiles", Media = MediaType.Video, Clips = clips, Frames = loader, Conversations = new ConversationChoice() };
        using var batch = corpus.InOrder(2).Single();
        using var first = loader.Load(clips.Clips[0], new SeededRandom(0), default);

        Assert.Equal([batch.Views.Sum(), 3, 2, 16, 16], batch.Frames.shape);
        Assert.Equal(first.shape[0], batch.Views[0]);
        Assert.Equal(2, batch.Views.Count);
        Assert.True(batch.Frames.narrow(0, 0, first.shape[0]).Equals(first));
        Assert.Equal((0, 1), (batch.SampleOf(batch.Views[0] - 1), batch.SampleOf(batch.Views[0])));
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        Assert.Contains("MaxTiles is 0; allowed: 1 or more", Assert.Throws<ArgumentOutOfRangeException>(() => new TiledClips(new TiledClipsOptions { MaxTiles = 0 })).Message);
        Assert.Contains("Grid is 0×1", Assert.Throws<ArgumentOutOfRangeException>(() => new TiledClips(new TiledClipsOptions { Grid = new TileGrid(0, 1) })).Message);
        using var loader = new TiledClips();
        Assert.Contains("'nowhere.mp4'", Assert.Throws<ClipException>(() => loader.Load(ClipEntry.OfFile("nowhere.mp4"), new SeededRandom(0), default)).Message);
    }
}
