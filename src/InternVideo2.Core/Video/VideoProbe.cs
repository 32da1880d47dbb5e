using System.Text;

namespace InternVideo2.Video;

/// <summary>Reads the facts of a video file with ffprobe, without decoding it.</summary>
public static class VideoProbe
{
    private const int MaxOutputBytes = 1 << 20;

    private const string Entries =
        "format=format_name,duration,start_time"
        + ":stream=index,codec_type,codec_name,width,height,pix_fmt,avg_frame_rate,time_base,start_time,nb_frames,sample_rate,channels"
        + ":stream_disposition=attached_pic:stream_side_data=rotation";

    /// <summary>Reads the facts of <paramref name="path"/>.</summary>
    /// <param name="path">A file on the local disk. Playlists and other files that name further files are refused.</param>
    /// <param name="options">Limits and tools; null for the defaults.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <exception cref="VideoException">
    /// The file is missing, empty, cut off, not a video or without a video stream; a limit was exceeded; ffprobe is missing.
    /// </exception>
    /// <exception cref="OperationCanceledException">On cancellation.</exception>
    public static VideoInfo Probe(string path, VideoReaderOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= VideoReaderOptions.Default;
        options.Validate();
        return Probe(MediaInput.Open(path), options, cancellation);
    }

    internal static VideoInfo Probe(MediaInput input, VideoReaderOptions options, CancellationToken cancellation)
    {
        var log = new LogTail();
        byte[] output = [];
        string[] arguments = ["-hide_banner", "-loglevel", "level+error", .. input.Arguments, "-show_entries", Entries, "-of", "json=c=1"];
        int exit = MediaProcess.Run(
            options.Ffprobe, arguments, input.Path, options.TimeLimit, stream => output = ReadAll(stream, input.Path), log.Add, cancellation);
        if (exit != 0)
        {
            throw Unreadable(input, log);
        }

        VideoInfo info = ProbeOutput.Parse(input.Path, output);
        long pixels = (long)info.Video.CodedWidth * info.Video.CodedHeight;
        if (pixels > options.MaxFramePixels)
        {
            throw new VideoException(
                VideoFault.TooLarge, input.Path,
                $"its pictures are {info.Video.CodedWidth}×{info.Video.CodedHeight} = {pixels} pixels, the limit is {options.MaxFramePixels}",
                $"Scale the video down, or raise {nameof(VideoReaderOptions)}.{nameof(VideoReaderOptions.MaxFramePixels)}.");
        }

        return info;
    }

    private static byte[] ReadAll(Stream stream, string path)
    {
        using var output = new MemoryStream();
        byte[] buffer = new byte[16384];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (output.Length + read > MaxOutputBytes)
            {
                throw new VideoException(
                    VideoFault.TooLarge, path, $"its description has more than {MaxOutputBytes} bytes", "The file has too many streams; copy the wanted ones.");
            }

            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }

    private static VideoException Unreadable(MediaInput input, LogTail log)
    {
        if (log.Lines.FirstOrDefault(line => line.Contains("Format not on whitelist", StringComparison.Ordinal)) is { } refused)
        {
            // The line begins with the format: "[hls @ 0x…] …".
            string format = refused.TrimStart('[').Split(' ')[0];
            return new VideoException(
                VideoFault.NotVideo, input.Path, $"this is not a video container but '{format}'; playlists, lists of files and the like are not opened",
                "Convert it to a container that holds its own pictures, such as mp4 or mkv.");
        }

        if (StartsLikeMp4(input.File) && log.Lines.Any(line => line.Contains("moov atom not found", StringComparison.Ordinal)))
        {
            return new VideoException(
                VideoFault.Truncated, input.Path, "its index (moov) is missing: the file was cut off, or is still being written", "Fetch or record it again.");
        }

        return new VideoException(
            VideoFault.NotVideo, input.Path, $"this is not a video that ffprobe can open ({log.Summary})", "Check that the file is a video and complete.");
    }

    // ISO base media files begin with a box: four bytes of length, four letters.
    private static bool StartsLikeMp4(FileInfo file)
    {
        Span<byte> head = stackalloc byte[8];
        using FileStream stream = file.OpenRead();
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == head.Length && Encoding.Latin1.GetString(head[4..]) is "ftyp" or "mdat" or "free" or "skip" or "wide" or "pnot";
    }
}
