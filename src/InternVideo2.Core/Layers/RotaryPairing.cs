using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// The two ways in which checkpoints order the channels that rotary positions turn together (stage 3, 5.1): pairs of neighbours (2i, 2i+1) in LLaMA's
/// own files and llama2.c, halves (i, i + d/2) in those of Hugging Face and in <see cref="RotaryPositions"/>. Products of queries and keys are the same
/// when the rows of both matrices change places.
/// </summary>
public static class RotaryPairing
{
    /// <summary>From pairs of neighbours to halves: row j of a head takes what was in row 0, 2, …, d−2, 1, 3, …, d−1.</summary>
    /// <param name="weight">heads·d × …: the matrix of queries or keys.</param>
    /// <param name="heads">Heads of its result.</param>
    /// <returns>The same shape, owned by the caller.</returns>
    public static Tensor ToHalves(Tensor weight, long heads) => Swap(weight, heads, toHalves: true);

    /// <summary>From halves to pairs of neighbours: the inverse of <see cref="ToHalves"/>.</summary>
    /// <inheritdoc cref="ToHalves"/>
    public static Tensor ToPairs(Tensor weight, long heads) => Swap(weight, heads, toHalves: false);

    private static Tensor Swap(Tensor weight, long heads, bool toHalves)
    {
        var half = weight.shape[0] / heads / 2;
        if (half < 1 || weight.shape[0] != heads * half * 2)
            throw new ArgumentException($"The matrix [{string.Join(", ", weight.shape)}] has no {heads} heads of an even number of rows.", nameof(weight));
        using var scope = NewDisposeScope();
        long[] split = toHalves ? [heads, half, 2, -1] : [heads, 2, half, -1];
        return scope.MoveToOuter(weight.reshape(split).transpose(1, 2).reshape(weight.shape));
    }
}
