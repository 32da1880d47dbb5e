using System.Collections.Concurrent;
using System.Globalization;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>Decodes, samples and transforms clips. Thread-safe; keeps decoded frames in memory if asked to.</summary>
public sealed class VideoClipLoader : IClipLoader
{
    private readonly VideoClipLoaderOptions _options;
    private readonly ConcurrentDictionary<string, VideoClip> _kept = new(StringComparer.Ordinal);
    private long _keptBytes;

    /// <param name="options">How.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public VideoClipLoader(VideoClipLoaderOptions options)
    {
        options.Validate();
        _options = options;
    }

    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"{_options.Sampler} {_options.Transform} {_options.ShortSide}");

    /// <summary>Bytes of decoded frames in memory.</summary>
    public long KeptBytes => Interlocked.Read(ref _keptBytes);

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadSeveral(clip, random, 1, cancellation)[0];

    public IReadOnlyList<Tensor> LoadSeveral(ClipEntry clip, SeededRandom random, int samples, CancellationToken cancellation)
    {
        try
        {
            var frames = Frames(clip, random, cancellation);
            return [.. Enumerable.Range(0, samples).Select(_ => _options.Transform.Apply(frames, random))];
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    public void Dispose() => _kept.Clear();

    private VideoClip Frames(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        if (Kept(clip, cancellation) is { } whole)
        {
            return ClipFrames.Pick(whole, _options.Sampler.Sample(whole.Frames, random.Next));
        }

        var some = clip.Decode(available => _options.Sampler.Sample(available, random.Next), _options.Reader, cancellation);
        return ClipFrames.Shrink(some, _options.ShortSide);
    }

    // The whole cut from memory, if it is there or there is room for it.
    private VideoClip? Kept(ClipEntry clip, CancellationToken cancellation)
    {
        if (_options.CacheBytes == 0 || clip.IsFolder)
        {
            return null;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{clip.Path}\n{clip.Start:R}\n{clip.End:R}");
        if (_kept.TryGetValue(key, out var known))
        {
            return known;
        }

        var index = VideoReader.Index(clip.Path, _options.Reader, cancellation);
        var frames = clip.Start is null && clip.End is null ? index.Count : index.Within(clip.Start ?? double.NegativeInfinity, clip.End ?? double.PositiveInfinity).Length;
        var (height, width) = ClipFrames.ShrunkSize(index.Height, index.Width, _options.ShortSide);
        var bytes = 3L * frames * height * width;
        if (Interlocked.Add(ref _keptBytes, bytes) > _options.CacheBytes)
        {
            Interlocked.Add(ref _keptBytes, -bytes);
            return null;
        }

        var added = false;
        try
        {
            var all = VideoReader.Read(clip.Path, clip.Cut(FrameSelection.All), _options.Reader, cancellation);
            var shrunk = ClipFrames.Shrink(all, _options.ShortSide);
            added = _kept.TryAdd(key, shrunk);
            return shrunk;
        }
        finally
        {
            if (!added)
            {
                Interlocked.Add(ref _keptBytes, -bytes);
            }
        }
    }
}
