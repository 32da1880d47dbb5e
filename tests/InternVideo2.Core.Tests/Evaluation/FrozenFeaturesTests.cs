using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Tests.Encoders;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Evaluation;

/// <summary>Features come in the order of the clips, from the layer that was asked for, and leave the encoder as it was.</summary>
public sealed class FrozenFeaturesTests
{
    private static readonly ClipManifest Clips = ClipManifest.Parse(
        string.Join("\n", Enumerable.Range(0, 5).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4"}""")), "noise", Path.GetTempPath());

    [Fact]
    public void Batches_do_not_matter()
    {
        using var scope = NewDisposeScope();
        using var encoder = new VideoEncoder(SmallEncoder.Options);
        using var loader = new Loader();
        var choice = new FeatureChoice();
        var together = FrozenFeatures.Of(Clips.Clips, loader, [frames => choice.Of(encoder, frames), frames => frames.flatten(1)], batch: 2);
        Assert.Equal([5, SmallEncoder.Options.Width], together[0].shape);
        var third = stack([loader.Load(Clips.Clips[3], new SeededRandom(0), default)]);
        Assert.True(choice.Of(encoder, third)[0].allclose(together[0][3], 1e-5, 1e-6));
        Assert.True(third.flatten(1)[0].Equals(together[1][3]));
    }

    [Fact]
    public void A_choice_takes_what_the_encoder_gives_there()
    {
        using var scope = NewDisposeScope();
        using var encoder = new VideoEncoder(SmallEncoder.Options with { DropPath = 0.5 });
        encoder.train();
        var frames = SmallEncoder.Frames(2);
        var first = new FeatureChoice { Layer = 0, Pooling = FeaturePooling.ClassToken }.Of(encoder, frames);
        Assert.True(encoder.training);
        encoder.eval();
        var output = encoder.call(frames, new EncoderRequest { Layers = [0] });
        Assert.True(first.Equals(output.Layers[0].select(1, 0)));
        Assert.True(new FeatureChoice { Pooling = FeaturePooling.Attention }.Of(encoder, frames).Equals(output.Pooled!));
        var refused = Assert.Throws<ArgumentException>(() => new FeatureChoice { Layer = 0, Pooling = FeaturePooling.Attention }.Of(encoder, frames));
        Assert.Contains("layer 0, attention pooling", refused.Message);
        Assert.Throws<ArgumentException>(() => new FeatureChoice { Layer = 99 }.Of(encoder, frames));
    }

    private sealed class Loader : IClipLoader
    {
        public string Fingerprint => "noise";

        public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) =>
            SmallEncoder.Frames(1)[0] * (1 + int.Parse(clip.Id));

        public void Dispose()
        {
        }
    }
}
