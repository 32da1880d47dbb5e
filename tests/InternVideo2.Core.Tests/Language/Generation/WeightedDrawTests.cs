using InternVideo2.Data;
using InternVideo2.Language;
using Xunit;

namespace InternVideo2.Tests.Language;

/// <summary>Draws follow their weights and repeat with their seed.</summary>
public sealed class WeightedDrawTests
{
    private static readonly float[] Weights = [0, 1, 3, 0, 6];

    [Fact]
    public void Places_come_as_often_as_their_weights_say()
    {
        var draws = new SeededRandom(1);
        var counts = new int[Weights.Length];
        for (var i = 0; i < 20000; i++) counts[WeightedDraw.Place(Weights, draws)]++;
        // Five standard deviations of the largest share are 350.
        for (var place = 0; place < counts.Length; place++) Assert.InRange(counts[place], 2000 * Weights[place] - 350 * Math.Sign(Weights[place]), 2000 * Weights[place] + 350 * Math.Sign(Weights[place]));
    }

    [Fact]
    public void Several_places_differ_and_are_never_more_than_have_a_weight()
    {
        var draws = new SeededRandom(2);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal([1, 2, 4], WeightedDraw.Places(Weights, 5, draws).Order());
            Assert.Equal(2, WeightedDraw.Places(Weights, 2, draws).Distinct().Count());
        }
    }

    [Fact]
    public void Nothing_to_draw_from_is_said() =>
        Assert.Contains("nothing to draw from", Assert.Throws<InvalidOperationException>(() => WeightedDraw.Place([0, float.NaN], new SeededRandom(3))).Message);
}
