using static TorchSharp.torch;

namespace InternVideo2.Layers;

/// <summary>
/// Rotary positions (Su et al. 2021) in the pairing of the LLaMA family: channel i turns with channel i + d/2, by the angle p·base^(−2i/d) at position p.
/// Products of queries and keys then depend on the distance of their positions alone. Owns its tables.
/// </summary>
public sealed class RotaryPositions : IDisposable
{
    private readonly Tensor cosines;
    private readonly Tensor sines;

    /// <param name="length">Positions 0 … length−1.</param>
    /// <param name="width">d, channels of a head; even.</param>
    /// <param name="frequencyBase">10000 in LLaMA.</param>
    /// <param name="like">Gives type and device.</param>
    public RotaryPositions(long length, long width, double frequencyBase, Tensor like)
    {
        using var scope = NewDisposeScope();
        var frequencies = arange(0, width, 2, dtype: ScalarType.Float32, device: like.device).mul(-Math.Log(frequencyBase) / width).exp();
        var angles = arange(length, dtype: ScalarType.Float32, device: like.device).unsqueeze(1).mul(frequencies);
        angles = cat([angles, angles], 1);
        (cosines, sines) = scope.MoveToOuter(angles.cos().to(like.dtype), angles.sin().to(like.dtype));
    }

    /// <param name="x">… × length × d: queries or keys.</param>
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
}
