using System.Globalization;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>How clips are read in high resolution. The defaults are those of training (stage 3, 9 and 11).</summary>
public sealed record TiledClipsOptions
{
    /// <summary>Which frames of the cut. Default: 8, one drawn from each part.</summary>
    public FrameSampler Sampler { get; init; } = new IntervalSampler { Frames = 8, Random = true };

    /// <summary>Most tiles of a picture, 1 or more; the view of the whole is not among them. Default 6; the demonstrations have 6 or 12.</summary>
    public int MaxTiles { get; init; } = 6;

    /// <summary>Side of a tile in pixels, 1 or more. Default 224.</summary>
    public int TileSize { get; init; } = 224;

    /// <summary>A grid for all clips instead of each one's nearest: 2 × 1 in the demonstration of InternVideo2-Chat. Default null.</summary>
    public TileGrid? Grid { get; init; }

    /// <summary>Statistics of the normalisation. Default ImageNet.</summary>
    public PixelStatistics Statistics { get; init; } = PixelStatistics.ImageNet;

    /// <summary>Limits of the decoder.</summary>
    public VideoReaderOptions Reader { get; init; } = VideoReaderOptions.Default;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(MaxTiles >= 1, nameof(TiledClipsOptions), nameof(MaxTiles), MaxTiles, "1 or more");
        OptionRange.Check(TileSize >= 1, nameof(TiledClipsOptions), nameof(TileSize), TileSize, "1 or more");
        OptionRange.Check(Grid is null or { Columns: >= 1, Rows: >= 1 }, nameof(TiledClipsOptions), nameof(Grid), Grid, "1 or more tiles each way, or null");
        Reader.Validate();
    }
}

/// <summary>
/// Reads clips in high resolution: each is resized once to the grid of square tiles whose form is nearest to its own, and seen tile by tile and, last, as
/// a whole, so that clips of one batch differ in the number of their views (<see cref="ClipBatch.Views"/>). No other augmentation. Thread-safe.
/// </summary>
public sealed class TiledClips : IClipLoader
{
    private readonly TiledClipsOptions _options;

    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public TiledClips(TiledClipsOptions? options = null)
    {
        _options = options ?? new TiledClipsOptions();
        _options.Validate();
    }

    public string Fingerprint => string.Create(
        CultureInfo.InvariantCulture, $"tiled {_options.Sampler} {_options.MaxTiles} {_options.TileSize} {_options.Grid} {_options.Statistics}");

    /// <returns>(rows·columns + 1) × 3 × T × side × side, float32, normalised: the tiles row by row, then the whole. Owned by the caller.</returns>
    /// <inheritdoc/>
    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadTimed(clip, random, cancellation).Media;

    public (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        try
        {
            var frames = clip.Decode(available => _options.Sampler.Sample(available, random.Next), _options.Reader, cancellation);
            return (Cut(frames), clip.TimesOf(frames));
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    /// <summary>Brings decoded frames to their grid and cuts them.</summary>
    /// <returns>As <see cref="Load"/>.</returns>
    public Tensor Cut(VideoClip frames)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var grid = _options.Grid ?? TileGrid.Nearest(frames.Width, frames.Height, _options.MaxTiles, _options.TileSize);
        var pixels = tensor(frames.Pixels, frames.Frames, frames.Height, frames.Width, 3, dtype: ScalarType.Byte).permute(3, 0, 1, 2).to(ScalarType.Float32); // 3 T H W
        var (mean, deviation) = _options.Statistics.Tensors();
        return scope.MoveToOuter(TileCut.Cut((TileCut.Resize(pixels, grid, _options.TileSize) / 255 - mean) / deviation, _options.TileSize));
    }

    public void Dispose()
    {
    }
}
