using InternVideo2.Data;
using InternVideo2.Encoders;
using InternVideo2.Evaluation;
using InternVideo2.Layers;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Features;

/// <summary>
/// From files, decoded clips or normalised tensors to features: an encoder together with the choice of frames, the transform, the block and the pooling.
/// The encoder stays the caller's; it is used without gradients and in evaluation mode, and left as it was found.
/// </summary>
public sealed class Embedder
{
    private readonly VideoViews views;
    private readonly FeatureChoice choice;

    /// <param name="encoder">Any encoder, its weights in memory, mapped or streamed.</param>
    /// <param name="options">What the features are; null: the defaults. Validated here.</param>
    /// <param name="reader">Limits of the decoder; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options do not fit the encoder.</exception>
    public Embedder(VideoEncoder encoder, EmbedOptions? options = null, VideoReaderOptions? reader = null)
    {
        Encoder = encoder;
        Options = options ?? new();
        Options.Validate(encoder.Options);
        choice = new FeatureChoice { Layer = Options.Layer, Pooling = Options.Pooling };
        views = new VideoViews
        {
            Frames = encoder.Options.Frames,
            Size = encoder.Options.ImageSize,
            Segments = Options.Segments,
            Crops = Options.Crops,
            Sampling = Options.Sampling,
            Reader = reader ?? VideoReaderOptions.Default,
        };
        Loader = new ViewLoader(views);
    }

    public VideoEncoder Encoder { get; }

    public EmbedOptions Options { get; }

    /// <summary>Reads the views of a file: V × 3 × T × S × S.</summary>
    public IClipLoader Loader { get; }

    /// <summary>Shape of the features of one clip: [channels], or [tokens, channels] for <see cref="FeaturePooling.Tokens"/>.</summary>
    public IReadOnlyList<long> Shape => Options.Pooling switch
    {
        FeaturePooling.Attention => [Encoder.Options.PooledWidth],
        FeaturePooling.Tokens => [Encoder.Options.Grid.Count + 1, Encoder.Options.Width],
        _ => [Encoder.Options.Width],
    };

    /// <summary>The features of a video file.</summary>
    /// <returns><see cref="Shape"/>, float32; owned by the caller.</returns>
    /// <exception cref="ClipException">The file cannot be read.</exception>
    public Tensor Embed(string path, CancellationToken cancellation = default) => Embed(ClipEntry.OfFile(path), cancellation);

    /// <summary>The features of an entry of a clip list.</summary>
    /// <returns><see cref="Shape"/>, float32; owned by the caller.</returns>
    /// <exception cref="ClipException">The clip cannot be read.</exception>
    public Tensor Embed(ClipEntry clip, CancellationToken cancellation = default)
    {
        using var all = views.Load(clip, cancellation);
        return Single(all);
    }

    /// <summary>The features of a decoded clip; its frames are sampled like a file's.</summary>
    /// <returns><see cref="Shape"/>, float32; owned by the caller.</returns>
    public Tensor Embed(VideoClip clip)
    {
        using var all = views.Of(clip);
        return Single(all);
    }

    /// <summary>The features of clips that are tensors already.</summary>
    /// <param name="clips">B × 3 × T × S × S, normalised; or B × V × 3 × T × S × S, whose V views are averaged.</param>
    /// <returns>B × <see cref="Shape"/>, float32, on the CPU; owned by the caller.</returns>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public Tensor Embed(Tensor clips)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var several = clips.ndim == 6;
        var features = choice.Of(Encoder, several ? clips.flatten(0, 1) : clips).to(ScalarType.Float32).cpu();
        if (several) features = features.view([clips.shape[0], clips.shape[1], .. features.shape[1..]]).mean([1]);
        return scope.MoveToOuter(UnitLength.Apply(features, Options.Norm));
    }

    private Tensor Single(Tensor all)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Embed(all.unsqueeze(0)).squeeze(0));
    }
}
