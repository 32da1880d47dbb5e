using InternVideo2.Encoders;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The overlay veils exactly the pixels of removed patches, in token order, and counts what it shows.</summary>
public sealed class MaskOverlayTests
{
    [Theory]
    [InlineData(4, 8, 4, 4)]    // one temporal position for each frame
    [InlineData(4, 8, 2, 4)]    // tubelets of two frames
    [InlineData(2, 9, 2, 3)]
    public void Removed_patches_are_veiled_and_all_other_pixels_unchanged(int frames, int size, int times, int grid)
    {
        var clip = TestClips.Bright(frames, size);
        var random = new Random(grid);
        bool[] removed = [.. Enumerable.Range(0, times * grid * grid).Select(_ => random.Next(2) == 0)];
        var shown = new MaskOverlay(clip, removed, times: times).ToClip();
        for (var frame = 0; frame < frames; frame++)
        {
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    var token = (((frame * times / frames * grid) + (y * grid / size)) * grid) + (x * grid / size);
                    var (before, after) = (clip.Frame(frame).Slice(((y * size) + x) * 3, 3).ToArray(), shown.Frame(frame).Slice(((y * size) + x) * 3, 3).ToArray());
                    if (!removed[token]) Assert.Equal(before, after);
                    else Assert.True(after[0] < before[0] * 0.7 && after[0] == after[1] && after[1] == after[2]);
                }
            }
        }
    }

    [Fact]
    public void The_class_token_comes_first_and_is_not_a_patch()
    {
        bool[] mask = [false, true, .. new bool[7]];
        var overlay = new MaskOverlay(TestClips.Bright(2, 8), mask);
        Assert.Equal(new TokenGrid(2, 2), overlay.Grid);
        Assert.True(overlay.Removed[0]);
        Assert.Equal("bright.mp4: 7 of 8 patches visible, 1 removed (12.5 %), 8 tokens with the class token", overlay.ToString());
    }

    [Fact]
    public void The_original_clip_is_left_alone()
    {
        var clip = TestClips.Bright(1, 4);
        var before = clip.Pixels.ToArray();
        new MaskOverlay(clip, [true]).ToClip();
        Assert.Equal(before, clip.Pixels);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(0)]
    public void A_number_of_flags_without_a_grid_is_refused(int flags) =>
        Assert.Contains($"{flags} tokens do not fit 2 temporal positions", Assert.Throws<ArgumentException>(() => new MaskOverlay(TestClips.Bright(2, 8), new bool[flags])).Message);

    [Fact]
    public void Attention_is_brightest_where_the_weight_is_largest()
    {
        var shown = new AttentionOverlay(TestClips.Bright(1, 4), [0, 0.2, 0.1, 1]).ToClip();
        int Sum(int x, int y) => shown.Pixels.AsSpan(((y * 4) + x) * 3, 3).ToArray().Sum(v => v);
        Assert.True(Sum(3, 3) > Sum(3, 0) && Sum(3, 0) > Sum(0, 3) && Sum(0, 3) > Sum(0, 0));
    }
}
