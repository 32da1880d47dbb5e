using System.Collections.Frozen;
using System.Globalization;
using InternVideo2.Video;

namespace InternVideo2.Data;

/// <summary>One line of a clip list: a file or a cut of one, and what is said about it.</summary>
/// <param name="Id">Unique within the list.</param>
/// <param name="Path">Full path of the media file; empty if the clip has none because a loader draws it.</param>
/// <param name="Start">Start of the cut in seconds, or null for the start of the file.</param>
/// <param name="End">End of the cut in seconds (exclusive), or null for the end of the file.</param>
/// <param name="Captions">Captions by column name ("caption", "asr_captions", …), possibly several per column; empty without any.</param>
/// <param name="Columns">All other columns of the line, as JSON text.</param>
public sealed record ClipEntry(
    string Id,
    string Path,
    double? Start,
    double? End,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Captions,
    IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>Labels by factor ("shape": "star"), from the column "factors"; empty without any.</summary>
    public IReadOnlyDictionary<string, string> Factors { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Full path of a file with the sound that belongs to the frames, if it is not the media file's own; from the column "audio" beside "video".</summary>
    public string? SoundPath { get; init; }

    /// <summary>Questions about the clip and their answers, from the column "QA"; empty without any.</summary>
    public IReadOnlyList<ClipQuestion> Questions { get; init; } = [];

    /// <summary>The column with the frames per second of a clip whose times are given in frames, or that is a folder of pictures.</summary>
    public const string RateColumn = "video_fps";

    /// <summary>The first text of the column "caption", or null.</summary>
    public string? Caption => Captions.TryGetValue("caption", out var texts) ? texts[0] : null;

    /// <summary>A whole file that stands in no list; its id is the path as it is given.</summary>
    public static ClipEntry OfFile(string path) => new(
        path, System.IO.Path.GetFullPath(path), null, null, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());

    /// <summary>The same choice of frames, within the cut.</summary>
    public FrameSelection Cut(FrameSelection selection) =>
        Start is null && End is null ? selection : selection.Within(Start ?? double.NegativeInfinity, End ?? double.PositiveInfinity);

    /// <summary>Decodes frames of the cut.</summary>
    /// <param name="sampler">Which frames.</param>
    /// <param name="random">The sampler's draws. Null: seeded with 0.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    /// <exception cref="VideoException">The file cannot be read, or the cut holds no frame.</exception>
    public VideoClip Read(FrameSampler sampler, SeededRandom? random = null, CancellationToken cancellation = default) =>
        Decode(available => sampler.Sample(available, (random ?? new SeededRandom(0)).Next), null, cancellation);

    /// <summary>Decodes the frames that are chosen once their number is known; a path that is a folder is one of pictures.</summary>
    internal VideoClip Decode(Func<int, int[]> choose, VideoReaderOptions? options, CancellationToken cancellation) => IsFolder
        ? InFolder(choose, options, cancellation)
        : VideoReader.Read(Path, Cut(FrameSelection.Sampled(choose)), options, cancellation);

    /// <summary>Frames per second as the list gives them in <see cref="RateColumn"/>, above 0; null if it does not.</summary>
    internal double? ListedRate =>
        Columns.TryGetValue(RateColumn, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate : null;

    /// <summary>
    /// When frames of it were taken, in seconds from the beginning of the file. Pictures of a folder have no times of their own, only the rate that the list
    /// gives; empty without one.
    /// </summary>
    internal IReadOnlyList<double> TimesOf(VideoClip frames) =>
        !IsFolder ? frames.Timestamps : ListedRate is { } rate ? [.. frames.Indices.Select(index => index / rate)] : [];

    /// <summary>Whether the clip is a folder of pictures.</summary>
    internal bool IsFolder => Directory.Exists(Path);

    // As many as the list says, or else counted. Negative numbers count from the end, as in files.
    private VideoClip InFolder(Func<int, int[]> choose, VideoReaderOptions? options, CancellationToken cancellation)
    {
        var pattern = FrameFolder.PatternOf(Path);
        var listed = Columns.TryGetValue(ClassifierList.FramesColumn, out var text) && int.TryParse(text, out var number) ? number : 0;
        var all = listed > 0 ? listed : FrameFolder.Count(Path, pattern);
        var (first, available) = CutOfFolder(all);
        return FrameFolder.Read(Path, Array.ConvertAll(choose(available), frame => first + (frame < 0 ? frame + available : frame)), pattern, options, cancellation);
    }

    // By frame numbers, as the official reader does it (stage 3, 11.3): pictures have no times of their own.
    private (int First, int Count) CutOfFolder(int all)
    {
        if (Start is null && End is null) return (0, all);
        var rate = ListedRate
            ?? throw new VideoException(VideoFault.OutOfRange, Path, "a cut of a folder of pictures in seconds needs their number per second", $"Give the list a column '{RateColumn}'.");
        var first = (int)((Start ?? 0) * rate);
        var count = Math.Min(End is { } end ? (int)((end - (Start ?? 0)) * rate) : all, all - first);
        return count > 0
            ? (first, count)
            : throw new VideoException(
                VideoFault.OutOfRange, Path, FormattableString.Invariant($"the cut from {Start ?? 0} s to {End} s holds none of its {all} pictures at {rate} per second"), "Correct the cut in the list.");
    }
}
