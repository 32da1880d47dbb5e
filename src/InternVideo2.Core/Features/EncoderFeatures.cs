using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Features;

/// <summary>
/// Features in one call, without gradients and in evaluation mode; the encoder is left as it was found. Results are owned by the caller. For many
/// clips with the same options make an <see cref="Embedder"/>, for very many a <see cref="FeatureRun"/>.
/// </summary>
/// <remarks>
/// <c>layer</c> is the block whose output is used, from 0, or null for the last one; <c>pooling</c> is how its tokens become the result. A block that
/// does not exist, or attention pooling of another block than the last, throws <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
public static class EncoderFeatures
{
    /// <summary>The features of a video file: [channels], or [tokens, channels].</summary>
    /// <exception cref="Data.ClipException">The file cannot be read.</exception>
    public static Tensor Embed(this VideoEncoder encoder, string path, int? layer = null, FeaturePooling pooling = FeaturePooling.Attention) =>
        encoder.Embed(path, Options(layer, pooling));

    /// <summary>The features of a video file: [channels], or [tokens, channels].</summary>
    /// <exception cref="Data.ClipException">The file cannot be read.</exception>
    public static Tensor Embed(this VideoEncoder encoder, string path, EmbedOptions options) => new Embedder(encoder, options).Embed(path);

    /// <summary>The features of a decoded clip, whose frames are sampled like a file's: [channels], or [tokens, channels].</summary>
    public static Tensor Embed(this VideoEncoder encoder, VideoClip clip, int? layer = null, FeaturePooling pooling = FeaturePooling.Attention) =>
        encoder.Embed(clip, Options(layer, pooling));

    /// <summary>The features of a decoded clip, whose frames are sampled like a file's: [channels], or [tokens, channels].</summary>
    public static Tensor Embed(this VideoEncoder encoder, VideoClip clip, EmbedOptions options) => new Embedder(encoder, options).Embed(clip);

    /// <summary>The features of normalised clips B × 3 × T × S × S: B × channels, or B × tokens × channels.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public static Tensor Embed(this VideoEncoder encoder, Tensor clips, int? layer = null, FeaturePooling pooling = FeaturePooling.Attention) =>
        encoder.Embed(clips, Options(layer, pooling));

    /// <summary>The features of normalised clips B × 3 × T × S × S: B × channels, or B × tokens × channels.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public static Tensor Embed(this VideoEncoder encoder, Tensor clips, EmbedOptions options) => new Embedder(encoder, options).Embed(clips);

    private static EmbedOptions Options(int? layer, FeaturePooling pooling) => new() { Layer = layer, Pooling = pooling };
}
