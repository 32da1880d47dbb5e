using System.Globalization;
using InternVideo2.Data.Frames;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>Decodes, samples and transforms clips. Thread-safe; keeps decoded frames in memory or in mapped files if asked to.</summary>
public sealed class VideoClipLoader : IClipLoader
{
    private readonly VideoClipLoaderOptions _options;
    private readonly IFrameStore? _store;

    /// <param name="options">How.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The folder for decoded frames cannot be made.</exception>
    public VideoClipLoader(VideoClipLoaderOptions options)
    {
        options.Validate();
        _options = options;
        _store = (options.CacheBytes, options.CacheFolder) switch
        {
            (0, _) => null,
            (var bytes, null) => new MemoryFrameStore(bytes),
            var (bytes, folder) => new MappedFrameStore(folder, bytes),
        };
    }

    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"{_options.Sampler} {_options.Transform} {_options.ShortSide}");

    /// <summary>Bytes of decoded frames that are kept; in a folder, those of earlier runs too.</summary>
    public long KeptBytes => _store?.Bytes ?? 0;

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadSeveral(clip, random, 1, cancellation)[0];

    public (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        var (media, frames) = Read(clip, random, 1, cancellation);
        return (media[0], clip.TimesOf(frames));
    }

    public IReadOnlyList<Tensor> LoadSeveral(ClipEntry clip, SeededRandom random, int samples, CancellationToken cancellation) => Read(clip, random, samples, cancellation).Media;

    public void Dispose()
    {
    }

    private (IReadOnlyList<Tensor> Media, VideoClip Frames) Read(ClipEntry clip, SeededRandom random, int samples, CancellationToken cancellation)
    {
        try
        {
            var frames = Frames(clip, random, cancellation);
            return ([.. Enumerable.Range(0, samples).Select(_ => _options.Transform.Apply(frames, random))], frames);
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    private VideoClip Frames(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        // A folder of pictures has no single state that tells when it changes.
        if (_store is not null && !clip.IsFolder)
        {
            using var whole = Kept(_store, clip, cancellation);
            if (whole is not null)
            {
                return whole.Pick(_options.Sampler.Sample(whole.Count, random.Next));
            }
        }

        var some = clip.Decode(available => _options.Sampler.Sample(available, random.Next), _options.Reader, cancellation);
        return ClipFrames.Shrink(some, _options.ShortSide);
    }

    // The whole cut from the store, if it is there or there is room for it.
    private IStoredFrames? Kept(IFrameStore store, ClipEntry clip, CancellationToken cancellation)
    {
        // The file's state before it is decoded: if it changes meanwhile, the frames are kept under a state that is no more.
        var key = FrameKey.Of(clip, _options.ShortSide);
        if (store.Find(key) is { } known)
        {
            return known;
        }

        var index = VideoReader.Index(clip.Path, _options.Reader, cancellation);
        var frames = clip.Start is null && clip.End is null ? index.Count : index.Within(clip.Start ?? double.NegativeInfinity, clip.End ?? double.PositiveInfinity).Length;
        var (height, width) = ClipFrames.ShrunkSize(index.Height, index.Width, _options.ShortSide);
        var bytes = 3L * frames * height * width;

        // What the reader would refuse to return at once can still give the few frames of a sample.
        if (3L * frames * index.Height * index.Width > _options.Reader.MaxClipBytes || !store.Reserve(bytes))
        {
            return null;
        }

        VideoClip shrunk;
        try
        {
            shrunk = ClipFrames.Shrink(VideoReader.Read(clip.Path, clip.Cut(FrameSelection.All), _options.Reader, cancellation), _options.ShortSide);
        }
        catch
        {
            store.Release(bytes);
            throw;
        }

        store.Keep(key, shrunk);
        return new FramesInMemory(shrunk);
    }
}
