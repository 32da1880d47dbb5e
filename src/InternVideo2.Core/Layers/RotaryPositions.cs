using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Rotary positions (Su et al. 2021) in the pairing of the LLaMA family (stage 3, 5.1): channel i turns with channel i + d/2, by the angle
/// p·base^(−2i/d) at position p. Products of queries and keys then depend on the distance of their positions alone. Owns its tables.
/// </summary>
public sealed class RotaryPositions : IDisposable
{
    private readonly Tensor cosines;
    private readonly Tensor sines;

    /// <param name="length">Positions 0 … length−1.</param>
    /// <param name="width">d, channels of a head; even.</param>
    /// <param name="frequencyBase">10000 in LLaMA.</param>
    /// <param name="like">Gives type and device.</param>
    public RotaryPositions(long length, long width, double frequencyBase, Tensor like) => (cosines, sines) = Range(0, length, width, frequencyBase, like);

    /// <param name="first">The first of them.</param>
    /// <inheritdoc cref="RotaryPositions(long, long, double, Tensor)"/>
    /// <param name="length">Positions first … first+length−1.</param>
    /// <param name="width">d, channels of a head; even.</param>
    /// <param name="frequencyBase">10000 in LLaMA.</param>
    /// <param name="like">Gives type and device.</param>
    public RotaryPositions(long first, long length, long width, double frequencyBase, Tensor like) =>
        (cosines, sines) = Range(first, length, width, frequencyBase, like);

    /// <param name="positions_BL">Positions of each row; they stay the caller's.</param>
    /// <param name="width">d, channels of a head; even.</param>
    /// <param name="frequencyBase">10000 in LLaMA.</param>
    /// <param name="like">Gives type and device.</param>
    public RotaryPositions(Tensor positions_BL, long width, double frequencyBase, Tensor like)
    {
        using var scope = NewDisposeScope();
        var (c, s) = Tables(positions_BL.to(ScalarType.Float32, like.device), width, frequencyBase, like.dtype);
        (cosines, sines) = scope.MoveToOuter(c.unsqueeze(1), s.unsqueeze(1)); // B 1 L d
    }

    /// <param name="x">… × length × d, or B × heads × L × d with positions of each row: queries or keys.</param>
    /// <returns>The same shape, turned; owned by the caller.</returns>
    public Tensor Turn(Tensor x)
    {
        using var scope = NewDisposeScope();
        var halves = x.chunk(2, -1);
        return scope.MoveToOuter(x.mul(cosines).add(cat([halves[1].neg(), halves[0]], -1).mul(sines)));
    }

    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }

    /// <summary>The angles by which pairs of channels turn from one position to the next.</summary>
    /// <param name="width">d, channels of a head; even.</param>
    /// <param name="frequencyBase">10000 in LLaMA.</param>
    /// <param name="device">Where the result is.</param>
    /// <returns>d/2 float32, owned by the caller.</returns>
    internal static Tensor Frequencies(long width, double frequencyBase, Device device)
    {
        using var scope = NewDisposeScope();
        // In the order and precision of the libraries that made the checkpoints: at far positions the rounding of a frequency shows.
        var exponents = arange(0, width, 2, dtype: ScalarType.Float32, device: device).div(width);
        return scope.MoveToOuter(full_like(exponents, frequencyBase).pow(exponents).reciprocal());
    }

    private static (Tensor, Tensor) Range(long first, long length, long width, double frequencyBase, Tensor like)
    {
        using var scope = NewDisposeScope();
        var positions = arange(first, first + length, dtype: ScalarType.Float32, device: like.device);
        var (c, s) = Tables(positions, width, frequencyBase, like.dtype);
        return scope.MoveToOuter(c, s);
    }

    private static (Tensor Cosines, Tensor Sines) Tables(Tensor positions, long width, double frequencyBase, ScalarType type)
    {
        var angles = positions.unsqueeze(-1).mul(Frequencies(width, frequencyBase, positions.device));
        angles = cat([angles, angles], -1);
        return (angles.cos().to(type), angles.sin().to(type));
    }
}
