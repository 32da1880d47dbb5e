using System.Globalization;
using InternVideo2.Video;
using static TorchSharp.torch;

namespace InternVideo2.Data;

/// <summary>How clips are read whose cuts count from the file's first frame.</summary>
public sealed record SpannedClipsOptions
{
    /// <summary>Frames of a clip, 1 or more. MVBench: 16 for VideoChat2, 8 for InternVideo2-Chat. Default 8.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Which part of the picture, at which size. Default: the middle square of 224 pixels.</summary>
    public ClipTransform Transform { get; init; } = new CentreTransform();

    /// <summary>Pictures per second of folders whose list has no column <see cref="ClipEntry.RateColumn"/>; above 0. Default 3, MVBench's.</summary>
    public double FolderRate { get; init; } = 3;

    /// <summary>Limits of the decoder.</summary>
    public VideoReaderOptions Reader { get; init; } = VideoReaderOptions.Default;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Frames >= 1, nameof(SpannedClipsOptions), nameof(Frames), Frames, "1 or more");
        OptionRange.Check(double.IsFinite(FolderRate) && FolderRate > 0, nameof(SpannedClipsOptions), nameof(FolderRate), FolderRate, "above 0");
        Reader.Validate();
    }
}

/// <summary>
/// Reads clips as MVBench and the chat demonstrations do (stage 3, 12): frames at equal distances, a cut in seconds turned into frame numbers with the
/// file's average rate (<see cref="SpacedSampler"/>). Draws nothing but what the transform draws. Thread-safe.
/// </summary>
public sealed class SpannedClips : IClipLoader
{
    private readonly SpannedClipsOptions _options;

    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SpannedClips(SpannedClipsOptions? options = null)
    {
        _options = options ?? new SpannedClipsOptions();
        _options.Validate();
    }

    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"spanned {_options.Frames} {_options.Transform} {_options.FolderRate:R}");

    public Tensor Load(ClipEntry clip, SeededRandom random, CancellationToken cancellation) => LoadTimed(clip, random, cancellation).Media;

    public (Tensor Media, IReadOnlyList<double> Times) LoadTimed(ClipEntry clip, SeededRandom random, CancellationToken cancellation)
    {
        try
        {
            var frames = Frames(clip, cancellation);
            return (_options.Transform.Apply(frames, random), clip.TimesOf(frames));
        }
        catch (VideoException e) when (e.Fault != VideoFault.ToolMissing)
        {
            throw new ClipException(clip, e.Message, e);
        }
    }

    /// <summary>The frames that <see cref="Load"/> would transform.</summary>
    /// <exception cref="VideoException">The clip cannot be read.</exception>
    public VideoClip Frames(ClipEntry clip, CancellationToken cancellation = default)
    {
        var sampler = new SpacedSampler { Frames = _options.Frames };
        if (clip.Start is not null || clip.End is not null)
        {
            sampler = sampler with { StartSeconds = clip.Start, EndSeconds = clip.End, VideoRate = Rate(clip, cancellation), FirstNumber = clip.IsFolder ? 1 : 0 };
        }

        return (clip with { Start = null, End = null }).Decode(available => sampler.Sample(available, _ => 0), _options.Reader, cancellation);
    }

    public void Dispose()
    {
    }

    private double Rate(ClipEntry clip, CancellationToken cancellation)
    {
        if (clip.IsFolder)
        {
            return clip.ListedRate ?? _options.FolderRate;
        }

        return VideoReader.Index(clip.Path, _options.Reader, cancellation).Info.Video.AverageFrameRate.Value is > 0 and var rate
            ? rate
            : throw new VideoException(VideoFault.OutOfRange, clip.Path, "the file does not say how many frames it has per second, which a cut in seconds needs", "Cut the file, or take the clip out of the list.");
    }
}
