using InternVideo2.Data;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Video;

/// <summary>The demo shows the model the whole picture, stretched to a square.</summary>
public sealed class DemoTransformTests
{
    [Fact]
    public void Nothing_is_cut_off()
    {
        // Two frames of 4 × 16: the left half is black, the right half white; of the second frame the other way round.
        var pixels = new byte[2 * 4 * 16 * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i / 3 % 16 >= 8) == (i < pixels.Length / 2) ? 255 : 0);
        using var scope = NewDisposeScope();
        var clip = new DemoTransform { Size = 8 }.Apply(new VideoClip(pixels, 2, 4, 16, [], [], ""), new SeededRandom(0));

        Assert.Equal([3, 2, 8, 8], clip.shape);
        var (black, white) = (-0.485f / 0.229f, (1 - 0.485f) / 0.229f);
        float[] row = [.. Enumerable.Repeat(black, 4), .. Enumerable.Repeat(white, 4)];
        Assert.True(clip[0, 0].allclose(tensor(row).expand(8, 8), 1e-5, 1e-5));
        Assert.True(clip[0, 1].allclose(tensor(row).flip(0).expand(8, 8), 1e-5, 1e-5));
    }
}
