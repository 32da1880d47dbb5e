using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Dropout of single elements during training, from a generator whose state is saved with the run (the library's own takes none). In evaluation
/// mode, and with p = 0, it returns its input.
/// </summary>
public sealed class SeededDropout : nn.Module<Tensor, Generator?, Tensor>
{
    private readonly double rate;

    /// <param name="rate">p, in [0, 1).</param>
    public SeededDropout(double rate) : base(nameof(SeededDropout))
    {
        if (rate is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "The dropout rate must be in [0, 1).");
        this.rate = rate;
        RegisterComponents();
    }

    /// <param name="x">Any shape.</param>
    /// <param name="generator">A CPU generator; needed while training with p above 0.</param>
    /// <returns>The same shape; may be <paramref name="x"/> itself.</returns>
    /// <exception cref="ArgumentNullException">A draw is due and there is no generator.</exception>
    public override Tensor forward(Tensor x, Generator? generator) => !training || rate == 0 ? x : DropPath.Drop(x, x.shape, rate, generator);
}
