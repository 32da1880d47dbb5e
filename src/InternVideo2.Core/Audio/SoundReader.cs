using System.Globalization;
using InternVideo2.Video;

namespace InternVideo2.Audio;

/// <summary>
/// Decodes the sound of a file with ffmpeg, always from the start of the file and on the clock of its pictures: second 0 is the smallest timestamp of
/// all streams, as for <see cref="VideoClip.Timestamps"/>.
/// </summary>
/// <remarks>
/// The first audio stream is read, at its own rate. Where it begins late, or pauses, there is silence, so that times agree; where it ends early, the
/// sound ends, and what a model sees instead is the padding rule's business (<see cref="LogMelOptions.Padding"/>). Damaged files give what decodes.
/// The child process may open this one file and nothing else. All methods are thread-safe.
/// </remarks>
public static class SoundReader
{
    // Seconds, thirty years: ffmpeg cannot read much larger numbers.
    private const double NoEnd = 1e9;

    /// <summary>Decodes the sound between two times.</summary>
    /// <param name="path">A sound or video file on the local disk.</param>
    /// <param name="start">Seconds, 0 or more.</param>
    /// <param name="end">Seconds, at least <paramref name="start"/>; infinity: to the end.</param>
    /// <param name="options">Limits and rules; null for the defaults.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <returns>At most end − start seconds; no samples if the stream has none at these times.</returns>
    /// <exception cref="VideoException">
    /// No such file, not a media file, no audio stream (<see cref="VideoFault.NoAudioStream"/>), too long; ffmpeg is missing.
    /// </exception>
    /// <exception cref="OperationCanceledException">On cancellation.</exception>
    public static Sound Read(
        string path, double start = 0, double end = double.PositiveInfinity, SoundReaderOptions? options = null, CancellationToken cancellation = default) =>
        ReadIfAny(path, start, end, options, cancellation) ?? throw new VideoException(
            VideoFault.NoAudioStream, path, "the file has no audio stream", "Name a file with sound, or read it as video alone.");

    /// <summary>As <see cref="Read"/>, but null for a file without an audio stream.</summary>
    /// <inheritdoc cref="Read"/>
    public static Sound? ReadIfAny(
        string path, double start = 0, double end = double.PositiveInfinity, SoundReaderOptions? options = null, CancellationToken cancellation = default)
    {
        var span = SoundSpan.Check(start, end);
        options ??= SoundReaderOptions.Default;
        options.Validate();
        var input = MediaInput.Open(path);
        var log = new LogTail();
        var stream = new WaveStream(span, options, path);
        var exit = MediaProcess.Run(options.Ffmpeg, Arguments(input, span), path, options.TimeLimit, stream.Read, log.Add, cancellation);
        if (stream.Sound is { } sound) return sound;
        if (log.Lines.Any(line => line.Contains("matches no streams", StringComparison.Ordinal))) return null;
        throw Unreadable(input, exit, log);
    }

    // The rate, the number of channels and the samples come in one stream, as a wave file, so that one process is enough. aresample neither resamples
    // nor stretches here: with async=1 it only fills gaps and the time before a late start with silence, and cuts what lies before second 0.
    private static IEnumerable<string> Arguments(MediaInput input, SoundSpan span) =>
    [
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error", "-vn", "-sn", "-dn", "-threads", "1", .. input.SoundArguments,
        "-map", "0:a:0", "-af", "aresample=async=1:first_pts=0", "-max_error_rate", "1",
        .. span.End > NoEnd ? Array.Empty<string>() : ["-t", span.End.ToString("0.000000", CultureInfo.InvariantCulture)],
        "-f", "wav", "-c:a", "pcm_f32le", "-",
    ];

    private static VideoException Unreadable(MediaInput input, int exit, LogTail log)
    {
        if (exit > 128 && exit != 255)
        {
            return new VideoException(
                VideoFault.DecoderFailed, input.Path, $"ffmpeg was ended by signal {exit - 128} ({log.Summary})",
                "Try again with more free memory; if it stays so, convert the file.");
        }

        return new VideoException(
            VideoFault.NotSound, input.Path, $"its sound cannot be decoded ({log.Summary})", "Check that the file is a sound or video file and complete.");
    }
}
