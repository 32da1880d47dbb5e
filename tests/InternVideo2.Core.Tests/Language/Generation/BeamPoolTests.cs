using InternVideo2.Language;
using Xunit;

namespace InternVideo2.Tests.Language;

/// <summary>The pool keeps the best finished texts and knows when none better can come.</summary>
public sealed class BeamPoolTests
{
    [Fact]
    public void The_best_texts_stay()
    {
        var pool = new BeamPool(GenerationOptions.Greedy with { Beams = 2 });
        foreach (var sum in new[] { -4f, -1f, -9f, -2f }) pool.Add(new Beam([1, 2], sum), GenerationEnd.EndToken);

        Assert.Equal([-0.5, -1], pool.Best(2).Select(text => text.Score!.Value));
    }

    [Theory]
    [InlineData(EarlyStopping.AtOnce, -0.1f, true)]
    [InlineData(EarlyStopping.WhenNoBetterIsLikely, -4.1f, true)] // at length 4: -1.025 against -1
    [InlineData(EarlyStopping.WhenNoBetterIsLikely, -3.9f, false)]
    [InlineData(EarlyStopping.WhenNoBetterIsPossible, -4.1f, false)] // at length 10: -0.41
    [InlineData(EarlyStopping.WhenNoBetterIsPossible, -10.1f, true)]
    public void A_full_pool_ends_the_search_when_the_rule_says_so(EarlyStopping rule, float best, bool final)
    {
        var pool = new BeamPool(GenerationOptions.Greedy with { Beams = 2, EarlyStopping = rule });
        pool.Add(new Beam([1, 2], -1), GenerationEnd.EndToken);
        Assert.False(pool.IsFinal(best, 4, 10));
        pool.Add(new Beam([1, 2], -2), GenerationEnd.EndToken);

        Assert.Equal(final, pool.IsFinal(best, 4, 10));
    }
}
