using InternVideo2.MediaText;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.MediaText;

/// <summary>Wrong pairs are never right ones, look alike more often than not, and exist wherever a sample of another group does.</summary>
public sealed class HardNegativesTests
{
    private static readonly long[] Groups = [7, 7, 3, 9];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Are_of_another_group(bool hard)
    {
        using var scope = NewDisposeScope();
        using var draws = new Generator(1);
        for (var i = 0; i < 50; i++)
        {
            var picked = hard ? HardNegatives.Draw(randn([4, 4], generator: draws).mul(5), Groups, draws) : HardNegatives.DrawBlindly(Groups, draws);
            Assert.All(Enumerable.Range(0, 4), row => Assert.NotEqual(Groups[row], Groups[picked.MediaForTexts[row]]));
            Assert.All(Enumerable.Range(0, 4), row => Assert.NotEqual(Groups[row], Groups[picked.TextsForMedia[row]]));
        }
    }

    [Fact]
    public void Are_drawn_in_proportion_to_the_softmax_of_the_similarity()
    {
        using var scope = NewDisposeScope();
        using var draws = new Generator(2);
        // Medium 0 looks three times as likely beside text 1 as beside text 2.
        var similarity = tensor(new[,] { { 0f, MathF.Log(3), 0f }, { 0f, 0f, 0f }, { 0f, 0f, 0f } });
        var counts = new int[3];
        const int Times = 4000;
        for (var i = 0; i < Times; i++) counts[HardNegatives.Draw(similarity, [0, 1, 2], draws).TextsForMedia[0]]++;
        Assert.Equal(0, counts[0]);
        // Five standard deviations of the share.
        Assert.Equal(0.75, counts[1] / (double)Times, 5 * Math.Sqrt(0.75 * 0.25 / Times));
    }

    [Fact]
    public void Are_drawn_evenly_where_a_low_temperature_leaves_no_weight()
    {
        using var scope = NewDisposeScope();
        using var draws = new Generator(3);
        var similarity = eye(3).mul(1000);
        var (media, _) = HardNegatives.Weights(similarity, [0, 1, 2]);
        Assert.Equal(0f, media.sum().item<float>());
        var picked = Enumerable.Range(0, 100).Select(_ => HardNegatives.Draw(similarity, [0, 1, 2], draws).MediaForTexts[0]).ToHashSet();
        Assert.Equal([1L, 2L], picked.Order());
    }

    [Theory]
    [InlineData(new long[] { 5 }, false)]
    [InlineData(new long[] { 5, 5, 5 }, false)]
    [InlineData(new long[] { 5, 5, 6 }, true)]
    public void Exist_when_there_is_another_group(long[] groups, bool exist)
    {
        Assert.Equal(exist, HardNegatives.Exist(groups));
        if (exist) return;
        using var draws = new Generator(4);
        Assert.Contains("one group", Assert.Throws<ArgumentException>(() => HardNegatives.DrawBlindly(groups, draws)).Message);
    }
}
