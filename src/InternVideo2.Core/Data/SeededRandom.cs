using System.Numerics;

namespace InternVideo2.Data;

/// <summary>
/// A small seeded source of draws for everything that happens to one sample: which frames, which crop, flipped or not.
/// The stream numbers say what the draws are for, e.g. (epoch, sample index, purpose), so that a sample's draws depend on nothing
/// that happened before it and a run that resumes needs to remember its place in the data only.
/// </summary>
/// <remarks>
/// xoshiro256** (Blackman and Vigna), its state filled by SplitMix64 from the seed and the stream. The sequence is part of the
/// promise of exact resuming: it is the same on every platform and must not change between versions.
/// Not thread-safe; make one per sample.
/// </remarks>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <param name="seed">The seed of the run.</param>
    /// <param name="stream">What the draws are for. Streams that differ in any number, in order or in length are independent.</param>
    public SeededRandom(ulong seed, params ReadOnlySpan<ulong> stream)
    {
        var state = Mix(seed + 0x9E3779B97F4A7C15UL);
        foreach (var number in stream)
        {
            state = Mix(state ^ Mix(number + 0x9E3779B97F4A7C15UL)) + 0x9E3779B97F4A7C15UL;
        }

        state ^= (ulong)stream.Length << 56;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="exclusive"/> − 1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusive"/> is not positive.</exception>
    public int Next(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        var bound = (ulong)exclusive;
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low < bound)
        {
            // Lemire's rejection: the first 2^64 mod bound values of the low half would make some results likelier than others.
            var threshold = (0UL - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), bound, out low);
            }
        }

        return (int)high;
    }

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller). Takes two uniform draws.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>The numbers 0 … <paramref name="count"/> − 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (var i = count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>A stream number for a purpose named by text: the same for the same text on every platform.</summary>
    public static ulong Stream(string name)
    {
        // FNV-1a over UTF-16 code units, then mixed. string.GetHashCode differs from process to process.
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in name)
        {
            hash = (hash ^ (c & 0xFFu)) * 0x100000001B3UL;
            hash = (hash ^ ((uint)c >> 8)) * 0x100000001B3UL;
        }

        return Mix(hash);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
