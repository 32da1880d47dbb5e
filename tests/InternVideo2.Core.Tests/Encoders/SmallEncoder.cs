using InternVideo2.Encoders;
using InternVideo2.Layers;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>An encoder small enough for tests, with weights large enough that every part of it matters.</summary>
internal static class SmallEncoder
{
    public static VideoEncoderOptions Options { get; } = new()
    {
        ImageSize = 12,
        PatchSize = 4,
        Frames = 4,
        Width = 32,
        Depth = 3,
        Heads = 4,
        PoolHeads = 2,
        PooledWidth = 10,
        LayerScaleInit = 0.5,
    };

    /// <summary>Adds noise to every parameter, so that nothing is zero or alike.</summary>
    public static T Disturbed<T>(T module, ulong seed = 77) where T : nn.Module
    {
        using var guard = no_grad();
        using var generator = new Generator(seed);
        foreach (var parameter in module.parameters())
        {
            using var noise = randn(parameter.shape, ScalarType.Float32, generator: generator).mul(0.1);
            parameter.add_(noise);
        }
        return module;
    }

    public static VideoEncoder Create(VideoEncoderOptions? options = null)
    {
        var encoder = Disturbed(new VideoEncoder(options ?? Options, Initializer.Seeded(3)));
        encoder.eval();
        return encoder;
    }

    public static Tensor Frames(int clips = 2, int frames = 4, int side = 12, ulong seed = 21)
    {
        using var generator = new Generator(seed);
        return randn(new long[] { clips, 3, frames, side, side }, ScalarType.Float32, generator: generator);
    }
}
