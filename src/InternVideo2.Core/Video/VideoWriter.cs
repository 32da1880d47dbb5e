using System.Globalization;
using System.Runtime.InteropServices;
using InternVideo2.Checkpoints;

namespace InternVideo2.Video;

/// <summary>
/// Writes a clip with sound as an mp4 file with ffmpeg: H.264 (4:2:0, constant quality) and AAC. Equal input gives equal bytes on one machine:
/// one thread, no dates, no names of programs. All methods are thread-safe.
/// </summary>
public static class VideoWriter
{
    /// <summary>Encodes and writes; the file appears under its name when it is complete.</summary>
    /// <param name="path">The file to create or replace; its folder exists.</param>
    /// <param name="clip">T frames of even height and width; their timestamps are ignored.</param>
    /// <param name="framesPerSecond">1 … 240.</param>
    /// <param name="sound">Mono samples; empty for a file without sound.</param>
    /// <param name="sampleRate">Samples per second, 8,000 … 96,000.</param>
    /// <param name="options">Quality and tools; null for the defaults.</param>
    /// <param name="cancellation">Ends the child process; nothing is left behind.</param>
    /// <exception cref="ArgumentException">The picture's sides are odd, or the clip is empty.</exception>
    /// <exception cref="VideoException">ffmpeg is missing or fails.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(
        string path, VideoClip clip, int framesPerSecond, ReadOnlySpan<short> sound, int sampleRate, VideoWriterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new VideoWriterOptions();
        options.Validate();
        OptionRange.Check(framesPerSecond is >= 1 and <= 240, nameof(VideoWriter), nameof(framesPerSecond), framesPerSecond, "1 … 240");
        OptionRange.Check(sampleRate is >= 8_000 and <= 96_000, nameof(VideoWriter), nameof(sampleRate), sampleRate, "8000 … 96000");
        if (clip.Frames < 1 || clip.Height % 2 != 0 || clip.Width % 2 != 0)
        {
            throw new ArgumentException($"The clip has {clip.Frames} frames of {clip.Width}×{clip.Height}; at least one is needed, and 4:2:0 needs even sides.", nameof(clip));
        }

        var work = Directory.CreateTempSubdirectory("iv2-encode-");
        try
        {
            var (pictures, samples, encoded) = (Path.Combine(work.FullName, "v.rgb"), Path.Combine(work.FullName, "a.s16"), Path.Combine(work.FullName, "out.mp4"));
            File.WriteAllBytes(pictures, clip.Pixels);
            if (!sound.IsEmpty)
            {
                File.WriteAllBytes(samples, MemoryMarshal.AsBytes(sound));
            }

            var log = new LogTail();
            var exit = MediaProcess.Run(
                options.Ffmpeg, Arguments(clip, framesPerSecond, pictures, sound.IsEmpty ? null : samples, sampleRate, encoded, options), path,
                options.TimeLimit, stream => stream.CopyTo(Stream.Null), log.Add, cancellation);
            if (exit != 0)
            {
                throw new VideoException(VideoFault.EncoderFailed, path, $"ffmpeg could not encode it ({log.Summary})", "Check that this ffmpeg has the encoders libx264 and aac.");
            }

            var bytes = File.ReadAllBytes(encoded);
            AtomicFile.Write(path, stream => stream.Write(bytes), bytes.Length);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Arguments(
        VideoClip clip, int framesPerSecond, string pictures, string? samples, int sampleRate, string encoded, VideoWriterOptions options)
    {
        string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        string[] sound = samples is null ? [] : ["-f", "s16le", "-ar", Number(sampleRate), "-ac", "1", "-i", "file:" + samples];
        string[] soundCodec = samples is null ? [] : ["-c:a", "aac", "-b:a", Number(options.AudioBitRate), "-flags:a", "+bitexact"];
        return
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error", "-threads", "1", "-filter_threads", "1",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{Number(clip.Width)}x{Number(clip.Height)}", "-r", Number(framesPerSecond), "-i", "file:" + pictures,
            .. sound,
            "-c:v", "libx264", "-threads", "1", "-crf", Number(options.Quality), "-g", Number(options.KeyFrameEvery), "-pix_fmt", "yuv420p", "-flags:v", "+bitexact",
            .. soundCodec,
            "-fflags", "+bitexact", "-map_metadata", "-1", "-f", "mp4", "file:" + encoded,
        ];
    }
}
