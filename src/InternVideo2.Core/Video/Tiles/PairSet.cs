using System.Numerics;

namespace InternVideo2.Video;

/// <summary>
/// Pairs of small numbers in the order in which CPython's set lists tuples of them: the official choice among tile grids of equal size depends on it
/// (stage 3, 9). An open hash table with ten neighbouring places, then a jump; it grows fourfold at three fifths.
/// </summary>
internal sealed class PairSet
{
    private const int Neighbours = 9;

    private (int First, int Second)?[] table = new (int, int)?[8];
    private int count;

    /// <summary>The pairs in table order.</summary>
    public IEnumerable<(int First, int Second)> Pairs => table.OfType<(int First, int Second)>();

    public void Add(int first, int second)
    {
        var place = Find(table, (first, second));
        if (table[place] is not null) return;
        table[place] = (first, second);
        count++;
        if (count * 5 >= (table.Length - 1) * 3) Grow();
    }

    private void Grow()
    {
        var length = 8;
        while (length <= count * 4) length *= 2;
        var larger = new (int First, int Second)?[length];
        foreach (var pair in Pairs) larger[Find(larger, pair)] = pair;
        table = larger;
    }

    /// <summary>Where the pair is, or where it belongs.</summary>
    private static ulong Find((int First, int Second)?[] table, (int First, int Second) pair)
    {
        var mask = (ulong)table.Length - 1;
        var rest = Hash(pair);
        for (var place = rest & mask; ; place = (place * 5 + 1 + rest) & mask)
        {
            var last = place + Neighbours <= mask ? place + Neighbours : place;
            for (var next = place; next <= last; next++)
            {
                if (table[next] is not { } found || found == pair) return next;
            }
            rest >>= 5;
        }
    }

    /// <summary>CPython's hash of a tuple of two small integers (from version 3.8 on): two rounds of xxHash.</summary>
    private static ulong Hash((int First, int Second) pair)
    {
        const ulong Prime1 = 11400714785074694791, Prime2 = 14029467366897019727, Prime5 = 2870177450012600261;
        var sum = Prime5;
        foreach (var lane in (ReadOnlySpan<int>)[pair.First, pair.Second])
        {
            sum = unchecked(BitOperations.RotateLeft(sum + (ulong)lane * Prime2, 31) * Prime1);
        }
        return unchecked(sum + (2 ^ Prime5 ^ 3527539));
    }
}
