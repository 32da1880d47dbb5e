using System.Globalization;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data.MovingShapes;

/// <summary>How drawn clips become tensors.</summary>
public sealed record ShapesLoaderOptions
{
    /// <summary>Side of the drawn picture in pixels, 16 … 1024. Default 56.</summary>
    public int Size { get; init; } = 56;

    /// <summary>Which of the 24 frames. Default: 8, the middles of as many intervals (stage 2's "middle").</summary>
    public FrameSampler Sampler { get; init; } = new IntervalSampler { Frames = 8 };

    /// <summary>
    /// Null: the picture as it is, normalised with ImageNet's statistics. A transform that mirrors (<see cref="PretrainingTransform.Flip"/>)
    /// confuses left with right and both spins.
    /// </summary>
    public ClipTransform? Transform { get; init; }

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate() => OptionRange.Check(Size is >= 16 and <= 1024, nameof(ShapesLoaderOptions), nameof(Size), Size, "16 … 1024");
}

/// <summary>
/// Draws the clips of <see cref="MovingShapesSet"/> when they are asked for: no file, no decoding, and no more frames than the sampler
/// chooses. Thread-safe.
/// </summary>
public sealed class ShapesLoader : IClipLoader
{
    private readonly ShapesLoaderOptions _options;
    private readonly ClipTransform _transform;

    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ShapesLoader(ShapesLoaderOptions? options = null)
    {
        _options = options ?? new ShapesLoaderOptions();
        _options.Validate();
        _transform = _options.Transform ?? new EvaluationTransform { Size = _options.Size, ShortSide = _options.Size };
    }

    // The number in front changes whenever the drawing does.
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"shapes 1 {_options.Size} {_options.Sampler} {_transform}");

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadTimed(clip, random, cancellation).Media;

    public (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var frames = Frames(clip, random);
        return (_transform.Apply(frames, random), frames.Timestamps);
    }

    /// <summary>The frames that <see cref="Load"/> would transform.</summary>
    /// <param name="clip">Which clip.</param>
    /// <param name="random">The sampler's draws.</param>
    /// <exception cref="ClipException">The entry does not tell how to draw it.</exception>
    public VideoClip Frames(ClipEntry clip, SeededRandom random) =>
        ShapesPainter.Paint(MovingShapesSet.Scene(clip), _options.Size, _options.Sampler.Sample(ShapesScene.Frames, random.Next));

    public void Dispose()
    {
    }
}
