using static TorchSharp.torch;

namespace InternVideo2.Audio;

/// <summary>
/// Logarithms of the energies in mel bands, computed as Kaldi computes them (stage 2, 12): windows of 25 ms every 10 ms, only complete ones; mean removed;
/// pre-emphasis; the "povey" window; power spectrum; triangles; ln, not below ln 2⁻²³. All in float32. Thread-safe.
/// </summary>
internal sealed class FilterBank
{
    private const double Preemphasis = 0.97;
    private const double PoveyPower = 0.85;

    // Samples of ±1 count as 16-bit integers.
    private const double FullScale = 32768;

    private static readonly long[] LastAxis = [1];

    private readonly int _window;
    private readonly int _shift;
    private readonly int _transform;
    private readonly Tensor _povey; // window
    private readonly Tensor _triangles; // transform/2 × M

    public FilterBank(LogMelOptions options)
    {
        (_window, _shift) = (options.WindowSamples, options.ShiftSamples);
        _transform = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_window);

        // Kept for good: they must outlive whatever scope the first sound is read in.
        using var scope = NewDisposeScope();
        _povey = tensor(Povey(_window)).DetachFromDisposeScope();
        using var rows = tensor(MelScale.Triangles(options.Bins, options.Rate, _transform), options.Bins, _transform / 2);
        _triangles = rows.t().contiguous().DetachFromDisposeScope();
    }

    /// <param name="samples">At least one window of them.</param>
    /// <returns>m × M. Owned by the caller.</returns>
    public Tensor Energies(ReadOnlySpan<float> samples)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var wave = tensor(samples.ToArray()).mul(FullScale);
        var frames = wave.unfold(0, _window, _shift); // m × window
        frames = frames.sub(frames.mean(LastAxis, keepdim: true));
        var before = cat([frames.narrow(1, 0, 1), frames.narrow(1, 0, _window - 1)], 1);
        var windowed = frames.sub(before.mul(Preemphasis)).mul(_povey);
        var power = fft.rfft(windowed, _transform).abs().pow(2).narrow(1, 0, _transform / 2);
        return scope.MoveToOuter(power.matmul(_triangles).clamp(min: 1.1920928955078125e-07).log());
    }

    /// <summary>(½ − ½·cos(2πi/(n − 1)))^0.85.</summary>
    internal static float[] Povey(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)Math.Pow(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / (length - 1))), PoveyPower))];
}
