using InternVideo2.Audio;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Audio;

/// <summary>Sounds change their rate as in the official loader.</summary>
public sealed class ResamplerGoldenTests
{
    // Float32 sums of some forty products.
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage2/resample")]
    public void Rates(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var pair in golden.Config.GetProperty("rates").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var (from, to) = (pair[0].GetInt32(), pair[1].GetInt32());
            var samples = golden.Read($"in.{from}_to_{to}").data<float>().ToArray();
            golden.Check($"out.{from}_to_{to}", tensor(Resampler.Between(from, to).Resample(samples)), Tolerance);
        }
    }
}
