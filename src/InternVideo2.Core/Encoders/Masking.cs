using static TorchSharp.torch;

namespace InternVideo2.Encoders;

/// <summary>Which tokens are hidden from the student (stage 1, 3).</summary>
public enum MaskKind
{
    /// <summary>
    /// Guided by the spatial teacher's attention, separately in each row of its map: what it looks at is more likely to stay. The official
    /// choice.
    /// </summary>
    Attention,

    /// <summary>One random set of places, hidden in all frames.</summary>
    Tube,

    /// <summary>Random tokens of the whole clip.</summary>
    Random,
}

/// <summary>
/// Draws masks (stage 1, 3). A mask is B × (1+N) bool on the CPU, true = removed; the first column, the class token, is never removed. All clips of a
/// batch lose equally many tokens. Results are owned by the caller.
/// </summary>
public static class Masking
{
    /// <summary>int(ratio·tokens), as everywhere in the official code.</summary>
    public static int Masked(int tokens, double ratio) => (int)(ratio * tokens);

    /// <summary>One set of int(ratio·G²) places for each clip, hidden at every time.</summary>
    public static Tensor Tube(int clips, TokenGrid grid, double ratio, Generator generator)
    {
        CheckRatio(ratio);
        var mask = new bool[clips, 1 + grid.Count];
        for (var clip = 0; clip < clips; clip++)
        {
            foreach (var place in Drawn(grid.PerTime, Masked(grid.PerTime, ratio), generator))
            {
                for (var time = 0; time < grid.Times; time++) mask[clip, 1 + time * grid.PerTime + place] = true;
            }
        }
        return tensor(mask);
    }

    /// <summary>int(ratio·N) tokens of each clip.</summary>
    public static Tensor Random(int clips, TokenGrid grid, double ratio, Generator generator)
    {
        CheckRatio(ratio);
        var mask = new bool[clips, 1 + grid.Count];
        for (var clip = 0; clip < clips; clip++)
        {
            foreach (var token in Drawn(grid.Count, Masked(grid.Count, ratio), generator)) mask[clip, 1 + token] = true;
        }
        return tensor(mask);
    }

    /// <summary>
    /// In each row of the attention map, tokens are drawn without replacement with probabilities proportional to the attention; all but the first
    /// M − int(ratio·M) are removed.
    /// </summary>
    /// <param name="attention">R × M, finite and not negative, unnormalised; the rows of a clip one after the other.</param>
    /// <param name="clips">B; divides R.</param>
    /// <param name="ratio">Share to remove, in [0, 1).</param>
    /// <param name="generator">The source of the draws (CPU).</param>
    public static Tensor Attention(Tensor attention, int clips, double ratio, Generator generator)
    {
        using var scope = NewDisposeScope();
        // In float64, where a draw of exactly zero is out of reach.
        var noise = rand(attention.shape, dtype: ScalarType.Float64, generator: generator).neg().add(1).log().neg().to(ScalarType.Float32);
        return scope.MoveToOuter(FromOrder(Order(attention, noise), clips, ratio));
    }

    /// <summary>
    /// The order in which tokens are drawn: descending attention divided by exponentially distributed noise, which is sampling without replacement in
    /// proportion to the attention. Tokens without attention come last.
    /// </summary>
    /// <param name="attention">R × M float32, finite and not negative.</param>
    /// <param name="noise">R × M float32, draws from the exponential distribution with mean 1.</param>
    /// <returns>R × M int64: token numbers within the row, the first drawn first. On the CPU; owned by the caller.</returns>
    public static Tensor Order(Tensor attention, Tensor noise)
    {
        if (attention.ndim != 2 || !attention.shape.SequenceEqual(noise.shape))
        {
            throw new ArgumentException(
                $"An attention map is R × M and the noise alike; got [{string.Join(", ", attention.shape)}] and [{string.Join(", ", noise.shape)}].",
                nameof(attention));
        }
        var (rows, length) = ((int)attention.shape[0], (int)attention.shape[1]);
        var (weights, draws) = (Host(attention), Host(noise));
        var order = new long[rows, length];
        var keys = new float[length];
        for (var row = 0; row < rows; row++)
        {
            for (var token = 0; token < length; token++)
            {
                var weight = weights[row * length + token];
                if (!float.IsFinite(weight) || weight < 0)
                {
                    throw new ArgumentException(
                        $"The attention of token {token} in row {row} is {weight}; it must be finite and not negative.", nameof(attention));
                }
                keys[token] = weight == 0 ? 0 : weight / draws[row * length + token];
            }
            // OrderBy is stable: equal keys keep the order of the tokens.
            foreach (var (rank, token) in Enumerable.Range(0, length).OrderByDescending(t => keys[t]).Index()) order[row, rank] = token;
        }
        return tensor(order);
    }

    /// <summary>Keeps the first M − int(ratio·M) tokens of each row of an <see cref="Order"/>.</summary>
    /// <param name="order">R × M int64.</param>
    /// <param name="clips">B; divides R.</param>
    /// <param name="ratio">Share to remove, in [0, 1).</param>
    /// <returns>B × (1 + R/B·M) bool.</returns>
    public static Tensor FromOrder(Tensor order, int clips, double ratio)
    {
        CheckRatio(ratio);
        var (rows, length) = ((int)order.shape[0], (int)order.shape[1]);
        if (clips < 1 || rows % clips != 0)
            throw new ArgumentException($"{rows} rows of attention cannot be shared by {clips} clips.", nameof(clips));
        using var packed = order.contiguous();
        var drawn = packed.data<long>().ToArray();
        var visible = length - Masked(length, ratio);
        var (perClip, mask) = (rows / clips, new bool[clips, 1 + rows / clips * length]);
        for (var row = 0; row < rows; row++)
        {
            foreach (var token in drawn.AsSpan(row * length + visible, length - visible))
                mask[row / perClip, 1 + row % perClip * length + token] = true;
        }
        return tensor(mask);
    }

    private static long[] Drawn(int tokens, int count, Generator generator)
    {
        using var order = randperm(tokens, dtype: ScalarType.Int64, generator: generator);
        return order.data<long>().ToArray()[..count];
    }

    private static float[] Host(Tensor values)
    {
        using var host = values.cpu();
        using var single = host.to(ScalarType.Float32);
        using var packed = single.contiguous();
        return packed.data<float>().ToArray();
    }

    private static void CheckRatio(double ratio)
    {
        if (ratio is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "The share of masked tokens must be in [0, 1).");
    }
}
