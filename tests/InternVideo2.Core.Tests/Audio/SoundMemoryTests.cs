using InternVideo2.Audio;
using InternVideo2.Encoders;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Audio;

/// <summary>On the way from sound to gradients no tensor is left behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class SoundMemoryTests
{
    [Fact]
    public void FromSoundToGradients()
    {
        var logMel = new LogMel(new() { Seconds = 1 });
        var sound = new Sound([.. Enumerable.Range(0, 22050).Select(i => (float)Math.Sin(i * 0.1))], 44100);
        var options = AudioEncoderOptions.Tiny with { Depth = 2, GradientDecay = 0.6, LayerDrop = 0.1, Dropout = 0.1 };
        using var encoder = new AudioEncoder(options);
        using var draws = new Generator(1);
        void Step()
        {
            using var scope = NewDisposeScope();
            var features = logMel.Features(sound).unsqueeze(0);
            encoder.call(features, new AudioRequest { Layers = [0, 1], Drops = draws }).Pooled.sum().backward();
        }
        for (var i = 0; i < 3; i++) Step();
        var before = AloneCollection.SettledTensors();

        for (var i = 0; i < 3; i++) Step();

        Assert.Equal(before, AloneCollection.SettledTensors());
    }
}
