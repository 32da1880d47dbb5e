using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>A list without files gives batches: what is drawn, sampled and normalised is what the scene says, and a written entry says enough to draw it again.</summary>
public sealed class ShapesLoaderTests
{
    [Fact]
    public void Batches_come_without_files()
    {
        using var loader = new ShapesLoader(new ShapesLoaderOptions { Size = 32, Sampler = new IntervalSampler { Frames = 4 } });
        using var data = new ClipDataset(MovingShapesSet.Manifest(ShapesSplit.Train, 6), loader, new ClipDatasetOptions { BatchSize = 3, Shuffle = false });

        using var batch = data.Next();

        Assert.Equal([3, 3, 4, 32, 32], batch.Frames.shape);
        Assert.Equal(["shapes-train-0-00000", "shapes-train-0-00001", "shapes-train-0-00002"], batch.Ids);

        // Frame 8, the second of "middle", of the second clip; its green channel.
        var painted = ShapesPainter.Paint(ShapesScene.Draw(0, 1, ShapesSplit.Train), 32, 8);
        using var green = batch.Frames[1][1][1];
        var expected = Enumerable.Range(0, 32 * 32).Select(i => ((painted.Pixels[(i * 3) + 1] / 255f) - 0.456f) / 0.224f).ToArray();
        Assert.All(expected.Zip(green.contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void An_entry_has_captions_and_labels()
    {
        var clip = MovingShapesSet.Manifest(ShapesSplit.Test, 3, seed: 7).Clips[2];
        var factors = ShapesScene.Draw(7, 2, ShapesSplit.Test).Factors;

        Assert.Equal(ShapesCaptions.Video(factors), clip.Caption);
        Assert.Equal([ShapesCaptions.AudioVideoSpeech(factors)], clip.Captions["avs_captions"]);
        Assert.Equal(factors.Motion.Label(), clip.Factors["motion"]);
        Assert.Equal(factors.Word, clip.Factors["word"]);
        Assert.Equal(ShapesScene.Draw(7, 2, ShapesSplit.Test), MovingShapesSet.Scene(clip));
    }

    [Theory]
    [InlineData(null, "no column 'scene'")]
    [InlineData("3", "expected split, seed, index")]
    [InlineData("""{"split": "train", "seed": 0}""", "expected split, seed, index")]
    [InlineData("""{"split": "elsewhere", "seed": 0, "index": 0, "two_motions": 0}""", "no such split")]
    [InlineData("""{"split": "train", "seed": 0, "index": -4, "two_motions": 0}""", "Index is -4")]
    public void An_entry_that_does_not_say_how_to_draw_it_is_a_broken_clip(string? scene, string message)
    {
        var clip = ClipManifest.Parse(scene is null ? """{"video": "a.mp4"}""" : $$"""{"video": "a.mp4", "scene": {{scene}}}""", "list", "/media").Clips[0];
        using var loader = new ShapesLoader();

        var error = Assert.Throws<ClipException>(() => loader.Load(clip, new SeededRandom(0), default));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShapesLoader(new ShapesLoaderOptions { Size = 8 }));
}
