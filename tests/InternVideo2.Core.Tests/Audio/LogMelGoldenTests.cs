using System.Globalization;
using InternVideo2.Audio;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Audio;

/// <summary>The features are those of Kaldi as the official preprocessing calls it, sample for sample and band for band.</summary>
public sealed class LogMelGoldenTests
{
    [GoldenTheory("stage2/fbank")]
    public void Log_energies(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var logMel = new LogMel(Options(golden) with { Bins = golden.Int("num_mel_bins") });
        foreach (var signal in golden.Keys("in."))
        {
            var energies = logMel.Energies(Wave(golden.Read("in." + signal), logMel));
            LogMelClose.Check($"{file}: {signal}", energies, golden.Read("out.fbank." + signal));
            LogMelClose.Check($"{file}: {signal}, normalised", Raw(logMel.Normalise(energies), logMel), Raw(golden.Read("out.norm." + signal), logMel));
        }

        var other = new LogMel(logMel.Options with { Bins = golden.Int("extra_bins") });
        foreach (var signal in golden.Keys($"out.fbank{other.Options.Bins}."))
        {
            LogMelClose.Check($"{file}: {signal}, {other.Options.Bins} bands", other.Energies(Wave(golden.Read("in." + signal), other)),
                golden.Read($"out.fbank{other.Options.Bins}.{signal}"));
        }
    }

    [GoldenTheory("stage2/fbank")]
    public void Window_and_triangles(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var (bins, transform) = (golden.Int("num_mel_bins"), golden.Int("fft"));
        var triangles = tensor(MelScale.Triangles(bins, golden.Int("sample_rate"), transform), bins, transform / 2);

        foreach (var length in golden.Keys("out.window_povey_"))
            golden.Check("out.window_povey_" + length, tensor(FilterBank.Povey(int.Parse(length, CultureInfo.InvariantCulture))), 1e-6);
        golden.Check($"out.mel_banks_{bins}x{transform / 2}", triangles, 0, 5e-5);
    }

    [GoldenTheory("stage2/audio_file_loader")]
    public void Files_as_the_official_loader_reads_them(string file)
    {
        using var golden = new GoldenFile(file);
        var number = 0;
        foreach (var item in golden.Config.GetProperty("cases").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var logMel = new LogMel(new LogMelOptions { Seconds = item.GetProperty("max_seconds").GetDouble(), Padding = SoundPadding.Silence });
            using var audio = golden.Read($"in.audio.{number}"); // channels × samples
            var channels = (int)audio.shape[0];
            var mono = new float[audio.shape[1]];
            ChannelMixing.Mix(audio.t().contiguous().data<float>().ToArray(), channels, ChannelMix.StereoMeanElseFirst, mono);
            // The drawn place is an input of the file; the official loader draws for stereo files alone.
            var start = item.GetProperty("crop_start").GetInt32();
            var features = logMel.Features(new Sound(mono[start..], item.GetProperty("sample_rate").GetInt32()));
            LogMelClose.Check($"{file}: case {number}", Raw(features, logMel), Raw(golden.Read($"out.fbank.{number}"), logMel));
            number++;
        }

        Assert.True(number > 0);
    }

    private static LogMelOptions Options(GoldenFile golden) =>
        new() { Rate = golden.Int("sample_rate"), Mean = golden.Number("mean"), Deviation = golden.Number("std") };

    private static Sound Wave(Tensor samples, LogMel logMel) => new(samples.data<float>().ToArray(), logMel.Options.Rate);

    private static Tensor Raw(Tensor normalised, LogMel logMel) => normalised.mul(2 * logMel.Options.Deviation).add(logMel.Options.Mean);
}
