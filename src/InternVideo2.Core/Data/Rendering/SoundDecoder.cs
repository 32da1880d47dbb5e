using System.Globalization;
using System.Runtime.InteropServices;
using InternVideo2.Video;

namespace InternVideo2.Data.Rendering;

/// <summary>Decodes a short sound file that goes into a clip.</summary>
internal static class SoundDecoder
{
    /// <summary>The samples of the first audio stream, as one channel.</summary>
    /// <param name="path">A file on the local disk.</param>
    /// <param name="sampleRate">Samples per second of the result.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <param name="ffmpeg">Name or path of the ffmpeg program.</param>
    /// <exception cref="VideoException">The file cannot be decoded; ffmpeg is missing.</exception>
    public static short[] Read(string path, int sampleRate, CancellationToken cancellation, string ffmpeg = "ffmpeg")
    {
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error", "-protocol_whitelist", "file", "-i", "file:" + Path.GetFullPath(path),
            "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-ar", sampleRate.ToString(CultureInfo.InvariantCulture), "-",
        ];
        using var samples = new MemoryStream();
        var log = new LogTail();
        var exit = MediaProcess.Run(ffmpeg, arguments, path, TimeSpan.FromMinutes(1), stream => stream.CopyTo(samples), log.Add, cancellation);
        return exit == 0 && samples.Length > 0
            ? MemoryMarshal.Cast<byte, short>(samples.ToArray()).ToArray()
            : throw new VideoException(VideoFault.DecoderFailed, path, $"its sound cannot be decoded ({log.Summary})", "Fetch the file again.");
    }
}
