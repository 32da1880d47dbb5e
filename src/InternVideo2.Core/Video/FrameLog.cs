using System.Globalization;
using System.Text.RegularExpressions;

namespace InternVideo2.Video;

/// <summary>
/// Collects what ffmpeg's showinfo filter says about the frames that pass it: exact timestamps (ticks × time base; the printed seconds are
/// rounded) and sizes. Lines of other origin, for example damaged pictures, go to <see cref="Errors"/>.
/// </summary>
internal sealed partial class FrameLog(string path, VideoReaderOptions options)
{
    private readonly List<double> _timestamps = [];
    private Rational _timeBase;
    private int _next;

    /// <summary>Seconds, in the order in which the frames passed.</summary>
    public IReadOnlyList<double> Timestamps => _timestamps;

    /// <summary>Columns of all frames; 0 before the first.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of all frames; 0 before the first.</summary>
    public int Height { get; private set; }

    /// <summary>The decoder's complaints.</summary>
    public LogTail Errors { get; } = new();

    /// <summary>Takes one line of the log.</summary>
    /// <exception cref="VideoException">The picture size changes, or there are more frames than allowed.</exception>
    public void Add(string line)
    {
        if (line.Contains("n:", StringComparison.Ordinal) && FrameLine().Match(line) is { Success: true } frame)
        {
            AddFrame(frame);
        }
        else if (line.Contains("config in", StringComparison.Ordinal) && ConfigLine().Match(line) is { Success: true } config)
        {
            _timeBase = Rational.Parse(config.Groups[1].ValueSpan);
            _next = 0;
        }
        else
        {
            Errors.Add(line);
        }
    }

    private void AddFrame(Match frame)
    {
        // The number guards against a title that imitates the log.
        if (!int.TryParse(frame.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int number) || number != _next)
        {
            return;
        }

        _next++;
        SetSize(Number(frame, 3), Number(frame, 4));
        if (_timestamps.Count == options.MaxFrames)
        {
            throw new VideoException(
                VideoFault.TooLarge, path, $"it has more than {options.MaxFrames} frames",
                $"Cut it into shorter files, or raise {nameof(VideoReaderOptions)}.{nameof(VideoReaderOptions.MaxFrames)}.");
        }

        // A frame without a timestamp follows its predecessor at once; only broken streams have such frames.
        double last = _timestamps.Count > 0 ? _timestamps[^1] : 0;
        _timestamps.Add(
            long.TryParse(frame.Groups[2].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long ticks)
                ? (double)ticks * _timeBase.Numerator / Math.Max(1, _timeBase.Denominator)
                : last);
    }

    private void SetSize(int width, int height)
    {
        if (Width == 0)
        {
            (Width, Height) = (width, height);
        }
        else if (width != Width || height != Height)
        {
            throw new VideoException(
                VideoFault.DecoderFailed, path, $"the picture size changes from {Width}×{Height} to {width}×{height} at frame {_timestamps.Count}",
                "A clip has one size: cut the file there, or scale it to one size.");
        }
    }

    private static int Number(Match match, int group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;

    [GeneratedRegex(@"\bn: *(\d+) pts: *(NOPTS|-?\d+) pts_time:.* s:(\d+)x(\d+) ")]
    private static partial Regex FrameLine();

    [GeneratedRegex(@"config in time_base: (\d+/\d+)")]
    private static partial Regex ConfigLine();
}
