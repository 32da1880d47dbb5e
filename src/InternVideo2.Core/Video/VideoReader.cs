namespace InternVideo2.Video;

/// <summary>
/// Decodes frames of a video file with ffmpeg, always from the start of the file: seeking loses frames in several containers.
/// </summary>
/// <remarks>
/// Which frames exist is known only after decoding, because headers lie. So a file is decoded twice when it is first seen: once for
/// the timestamps alone (no colour conversion, nothing piped; remembered for the life of the process), once for the wanted frames, which one
/// ffmpeg process selects and returns. Memory is bounded by the frames asked for. The first video stream that is not a cover picture is read;
/// the display matrix is applied, the sample aspect ratio is not; frames are neither dropped nor duplicated to even out the rate.
/// The child process may open this one file and nothing else. All methods are thread-safe.
/// </remarks>
public static class VideoReader
{
    /// <summary>Decodes the selected frames.</summary>
    /// <param name="path">A file on the local disk.</param>
    /// <param name="selection">Which frames, in which order.</param>
    /// <param name="options">Limits and tools; null for the defaults.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <exception cref="VideoException">The file cannot be read, has no such frame, or exceeds a limit; ffmpeg is missing.</exception>
    /// <exception cref="OperationCanceledException">On cancellation.</exception>
    public static VideoClip Read(string path, FrameSelection selection, VideoReaderOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        options ??= VideoReaderOptions.Default;
        options.Validate();
        MediaInput input = MediaInput.Open(path);
        FrameIndex index = Index(input, options, cancellation);
        return FrameExtraction.Read(input, index, selection.Resolve(index), options, cancellation);
    }

    /// <summary>Finds out which frames decode: their number, times and size. Cheap for a file that was read before.</summary>
    /// <inheritdoc cref="Read"/>
    public static FrameIndex Index(string path, VideoReaderOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= VideoReaderOptions.Default;
        options.Validate();
        return Index(MediaInput.Open(path), options, cancellation);
    }

    private static FrameIndex Index(MediaInput input, VideoReaderOptions options, CancellationToken cancellation)
    {
        if (FrameIndexCache.Find(input) is { } known && known.Count <= options.MaxFrames && known.Width * (long)known.Height <= options.MaxFramePixels)
        {
            return known;
        }

        VideoInfo info = VideoProbe.Probe(input, options, cancellation);
        var log = new FrameLog(input.Path, options);

        // Neither loop filter nor inverse transform changes which frames there are; without them counting is a third faster.
        string[] arguments =
        [
            .. Decoder(options), "-skip_loop_filter", "all", "-skip_idct", "all", .. input.Arguments,
            .. Stream(info), "-vf", "showinfo=checksum=0", "-f", "null", "-",
        ];
        int exit = MediaProcess.Run(
            options.Ffmpeg, arguments, input.Path, options.TimeLimit, stream => stream.CopyTo(System.IO.Stream.Null), log.Add, cancellation);
        FailOnCrash(input.Path, exit, log);
        if (log.Timestamps.Count == 0)
        {
            throw new VideoException(
                VideoFault.NoFrames, input.Path, $"no frame of its {info.Video.Codec} stream decodes ({log.Errors.Summary})",
                "The file is damaged or cut off; fetch it again, or take it out of the list.");
        }

        var index = new FrameIndex(info, log.Height, log.Width, [.. log.Timestamps]);
        FrameIndexCache.Add(input, index);
        return index;
    }

    /// <summary>
    /// Options before the input. The probe has checked the picture size; the decoder's own limit, for streams that grow on the way, counts
    /// pictures padded to whole blocks and so has to be wider.
    /// </summary>
    internal static IEnumerable<string> Decoder(VideoReaderOptions options) =>
    [
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info",
        "-threads", $"{options.DecoderThreads}", "-max_pixels", $"{Math.Min(int.MaxValue, (2L * options.MaxFramePixels) + 65536)}",
    ];

    /// <summary>Options behind the input: the one stream, every frame as it comes, no end at the first errors.</summary>
    internal static IEnumerable<string> Stream(VideoInfo info) => ["-map", $"0:{info.Video.Index}", "-fps_mode", "passthrough", "-max_error_rate", "1"];

    /// <summary>
    /// Damaged and cut-off files make ffmpeg end with an error after the good frames, which count. Only a death by signal (128 and above, for
    /// want of memory, say) is a failure whose frames are not to be trusted.
    /// </summary>
    internal static void FailOnCrash(string path, int exit, FrameLog log)
    {
        if (exit > 128 && exit != 255)
        {
            throw new VideoException(
                VideoFault.DecoderFailed, path, $"ffmpeg was ended by signal {exit - 128} after {log.Timestamps.Count} frames ({log.Errors.Summary})",
                "Try again with more free memory; if it stays so, convert the file.");
        }
    }
}
