using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Drops a whole residual branch for some samples of the batch during training: x·Bernoulli(1−p)/(1−p), one draw for each sample (stage 1, 1.5).
/// In evaluation mode, and with p = 0, it returns its input.
/// </summary>
public sealed class DropPath : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly double rate;

    /// <param name="rate">p, in [0, 1).</param>
    public DropPath(double rate) : base(nameof(DropPath))
    {
        if (rate is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "The drop-path rate must be in [0, 1).");
        this.rate = rate;
        RegisterComponents();
    }

    /// <summary>Whether branches are dropped now.</summary>
    public bool Drops => training && rate > 0;

    /// <param name="branch">B × …</param>
    /// <param name="generator">A CPU generator; needed while training with p above 0.</param>
    /// <returns>B × …; may be <paramref name="branch"/> itself.</returns>
    /// <exception cref="ArgumentNullException">A draw is due and there is no generator.</exception>
    public override Tensor forward(Tensor branch, Generator? generator)
    {
        if (!Drops) return branch;
        var shape = new long[branch.ndim];
        Array.Fill(shape, 1);
        shape[0] = branch.shape[0];
        return Drop(branch, shape, rate, generator);
    }

    /// <summary>x·Bernoulli(1−p)/(1−p), with draws of a shape that broadcasts to x's.</summary>
    internal static Tensor Drop(Tensor x, long[] shape, double rate, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        // Drawn on the CPU, so that a run gives the same numbers on every device.
        var keep = empty(shape, dtype: ScalarType.Float32, device: CPU).bernoulli_(1 - rate, generator).div_(1 - rate);
        return x.mul(keep.to(x.dtype, x.device));
    }
}
