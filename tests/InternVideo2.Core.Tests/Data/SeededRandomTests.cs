using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>The draws are the same for ever (saved runs depend on it), independent between streams, and fair.</summary>
public sealed class SeededRandomTests
{
    [Fact]
    public void The_sequence_never_changes()
    {
        var random = new SeededRandom(7, 1, 2, 3);

        Assert.Equal(
            [8342323685394010008UL, 17797277960271409597UL, 13746059042113215185UL],
            new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
        Assert.Equal(17530186182062299723UL, SeededRandom.Stream("mask"));
    }

    [Fact]
    public void Streams_differ_by_number_order_and_length()
    {
        ulong[][] streams = [[], [0], [0, 0], [1], [1, 2], [2, 1], [1, 2, 0]];

        var first = streams.Select(s => new SeededRandom(0, s).NextUInt64()).Append(new SeededRandom(1).NextUInt64()).ToList();

        Assert.Equal(first.Count, first.Distinct().Count());
    }

    [Fact]
    public void Neighbouring_streams_are_uncorrelated()
    {
        // 4,096 samples of neighbouring indices: were the streams shifted copies of each other, these means would show it.
        var draws = Enumerable.Range(0, 4096).Select(i => new SeededRandom(3, 0, (ulong)i).NextDouble()).ToArray();

        Assert.InRange(draws.Average(), 0.48, 0.52);
        Assert.InRange(draws.Zip(draws.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average(), -0.005, 0.005);
    }

    [Fact]
    public void Next_is_uniform_and_stays_below_its_bound()
    {
        var random = new SeededRandom(5);
        var counts = new int[7];

        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
        Assert.Equal(0, random.Next(1));
    }

    [Fact]
    public void Next_refuses_an_empty_range() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(0).Next(0));

    [Fact]
    public void NextDouble_lies_in_the_half_open_unit_interval()
    {
        var random = new SeededRandom(11);
        var draws = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();

        Assert.All(draws, d => Assert.InRange(d, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.497, 0.503);
    }

    [Fact]
    public void A_permutation_has_every_number_once_and_moves_them()
    {
        var order = new SeededRandom(2).Permutation(1000);

        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.True(order.Where((value, index) => value == index).Count() < 10);
        Assert.Empty(new SeededRandom(2).Permutation(0));
    }
}
