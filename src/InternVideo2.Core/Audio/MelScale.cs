namespace InternVideo2.Audio;

/// <summary>The mel scale as Kaldi has it, mel(f) = 1127·ln(1 + f/700), and triangles on it.</summary>
public static class MelScale
{
    /// <summary>Lowest frequency of the filters, in Hz; the highest is half the sample rate.</summary>
    public const double LowestHertz = 20;

    public static double Mel(double hertz) => 1127 * Math.Log(1 + (hertz / 700));

    public static double Hertz(double mel) => 700 * (Math.Exp(mel / 1127) - 1);

    /// <summary>Frequency at the peak of a band, in Hz.</summary>
    /// <param name="band">0 … <paramref name="bins"/> − 1.</param>
    /// <param name="bins">Number of bands.</param>
    /// <param name="rate">Samples per second.</param>
    public static double CentreHertz(int band, int bins, int rate) => Hertz(Edge(band + 1, bins, rate));

    /// <summary>
    /// Weights of the bins of a spectrum in each band: triangles that are straight in mel, between edges equally far apart in mel (stage 2, 12).
    /// </summary>
    /// <param name="bins">M, bands.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="transform">Length of the Fourier transform; its first half counts, without the bin at half the rate.</param>
    /// <returns>M × transform/2, row by row.</returns>
    public static float[] Triangles(int bins, int rate, int transform)
    {
        var half = transform / 2;
        var weights = new float[bins * half];
        for (var band = 0; band < bins; band++)
        {
            var (left, centre, right) = (Edge(band, bins, rate), Edge(band + 1, bins, rate), Edge(band + 2, bins, rate));
            for (var k = 0; k < half; k++)
            {
                var mel = Mel(k * (double)rate / transform);
                weights[(band * half) + k] = (float)Math.Max(0, Math.Min((mel - left) / (centre - left), (right - mel) / (right - centre)));
            }
        }

        return weights;
    }

    private static double Edge(int edge, int bins, int rate)
    {
        var (low, high) = (Mel(LowestHertz), Mel(rate / 2.0));
        return low + (edge * (high - low) / (bins + 1));
    }
}
