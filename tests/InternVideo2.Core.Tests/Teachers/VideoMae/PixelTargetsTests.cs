using InternVideo2.Encoders;
using InternVideo2.Teachers;
using InternVideo2.Tests.Encoders;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Teachers;

/// <summary>The targets of VideoMAE: each patch by its own mean and deviation, channel by channel.</summary>
public sealed class PixelTargetsTests
{
    private const int Patch = 4;
    private const int Tubelet = 2;

    // 2 times × 3 × 3 places; clip 0 hides the tokens 1 and 12, clip 1 hides 4 and 17.
    private static readonly int[][] Wanted = [[1, 12], [4, 17]];

    [Fact]
    public void They_are_what_the_formula_says()
    {
        using var scope = NewDisposeScope();
        var frames = SmallEncoder.Frames();

        var targets = PixelTargets.Of(frames, Tokens(), Patch, Tubelet, PixelStatistics.ImageNet);

        Assert.Equal([2L, 2, Tubelet * Patch * Patch * 3], targets.shape);
        Close.Check("targets", targets, ByFormula(frames), 1e-4);
    }

    [Fact]
    public void Neither_brightness_nor_contrast_of_a_channel_counts()
    {
        using var scope = NewDisposeScope();
        var frames = SmallEncoder.Frames();
        var changed = frames * tensor(new[] { 0.5f, 2f, 3f }).view(1, 3, 1, 1, 1) + tensor(new[] { 1f, -2f, 0.3f }).view(1, 3, 1, 1, 1);

        Close.Check("changed", Of(changed), Of(frames), 1e-4);
        Assert.True((Of(frames.flip(2)) - Of(frames)).abs().max().ToSingle() > 0.1f);
    }

    [Fact]
    public void A_patch_of_one_colour_gives_zeros()
    {
        using var scope = NewDisposeScope();
        Close.Check("plain", Of(full(new long[] { 2, 3, 4, 12, 12 }, 0.75f)), zeros(2, 2, Tubelet * Patch * Patch * 3), 0, absolute: 0.1);
    }

    private static Tensor Of(Tensor frames) => PixelTargets.Of(frames, Tokens(), Patch, Tubelet, PixelStatistics.ImageNet);

    private static VisibleTokens Tokens()
    {
        var mask = new bool[2, 19];
        for (var clip = 0; clip < 2; clip++)
        {
            for (var token = 0; token < 18; token++) mask[clip, 1 + token] = !Wanted[clip].Contains(token);
        }
        return VisibleTokens.FromMask(tensor(mask), CPU);
    }

    /// <summary>Plain loops in double precision.</summary>
    private static Tensor ByFormula(Tensor frames)
    {
        double[] deviations = [0.229, 0.224, 0.225];
        var result = new double[2, 2, Tubelet * Patch * Patch * 3];
        for (var clip = 0; clip < 2; clip++)
        {
            foreach (var (place, token) in Wanted[clip].Index())
            {
                var (time, row, column) = (token / 9, token % 9 / 3, token % 3);
                for (var channel = 0; channel < 3; channel++)
                {
                    var values = (from t in Enumerable.Range(0, Tubelet)
                                  from y in Enumerable.Range(0, Patch)
                                  from x in Enumerable.Range(0, Patch)
                                  select (double)frames[clip, channel, time * Tubelet + t, row * Patch + y, column * Patch + x].ToSingle() * deviations[channel]).ToArray();
                    var mean = values.Average();
                    var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
                    foreach (var (i, value) in values.Index()) result[clip, place, 3 * i + channel] = (value - mean) / (deviation + 1e-6);
                }
            }
        }
        return tensor(result);
    }
}
