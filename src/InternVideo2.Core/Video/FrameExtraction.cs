namespace InternVideo2.Video;

/// <summary>The second pass of <see cref="VideoReader"/>: one ffmpeg process pipes the wanted frames as RGB.</summary>
internal static class FrameExtraction
{
    /// <summary>Decodes frames of <paramref name="index"/>.</summary>
    /// <param name="input">The file.</param>
    /// <param name="index">What the first pass found.</param>
    /// <param name="wanted">Frame numbers in the order of the result; repetitions allowed.</param>
    /// <param name="options">Limits and tools.</param>
    /// <param name="cancellation">Ends the child process.</param>
    public static VideoClip Read(MediaInput input, FrameIndex index, int[] wanted, VideoReaderOptions options, CancellationToken cancellation)
    {
        int frameBytes = checked(index.Height * index.Width * 3);
        if ((long)wanted.Length * frameBytes > options.MaxClipBytes)
        {
            throw new VideoException(
                VideoFault.TooLarge, input.Path,
                $"{wanted.Length} frames of {index.Width}×{index.Height} are {(long)wanted.Length * frameBytes} bytes, the limit is {options.MaxClipBytes}",
                $"Ask for fewer frames, or raise {nameof(VideoReaderOptions)}.{nameof(VideoReaderOptions.MaxClipBytes)}.");
        }

        int[] distinct = [.. wanted.Distinct().Order()];
        string? expression = SelectExpression.For(distinct);
        int[] piped = expression is null ? [.. Enumerable.Range(distinct[0], distinct[^1] - distinct[0] + 1)] : distinct;
        expression ??= SelectExpression.For(piped);

        var log = new FrameLog(input.Path, options);
        string[] arguments =
        [
            .. VideoReader.Decoder(options), .. input.Arguments, .. VideoReader.Stream(index.Info),
            "-vf", $"select='{expression}',showinfo=checksum=0", "-frames:v", $"{piped.Length}", "-pix_fmt", "rgb24", "-f", "rawvideo", "-",
        ];
        var pixels = new byte[wanted.Length * frameBytes];
        int complete = 0;
        int exit = MediaProcess.Run(
            options.Ffmpeg, arguments, input.Path, options.TimeLimit, stream => complete = Fill(stream, pixels, frameBytes, wanted, piped), log.Add, cancellation);
        VideoReader.FailOnCrash(input.Path, exit, log);
        if (complete != piped.Length || log.Timestamps.Count != piped.Length || log.Width != index.Width || log.Height != index.Height)
        {
            throw new VideoException(
                VideoFault.DecoderFailed, input.Path,
                $"{piped.Length} frames of {index.Width}×{index.Height} were expected, {complete} came "
                + $"({log.Timestamps.Count} of {log.Width}×{log.Height} announced; {log.Errors.Summary})",
                "The file has changed while it was read, or is damaged; convert it, or take it out of the list.");
        }

        double[] timestamps = [.. wanted.Select(frame => log.Timestamps[Array.BinarySearch(piped, frame)])];
        return new VideoClip(pixels, wanted.Length, index.Height, index.Width, timestamps, wanted, input.Path);
    }

    /// <summary>Reads frame by frame, each into every place where it is wanted. Returns the number of complete frames, wanted or not.</summary>
    internal static int Fill(Stream stream, byte[] pixels, int frameBytes, int[] wanted, int[] piped)
    {
        ILookup<int, int> places = wanted.Select((frame, place) => (frame, place)).ToLookup(pair => pair.frame, pair => pair.place);
        byte[]? unwanted = null;
        int complete = 0;
        foreach (int frame in piped)
        {
            int[] targets = [.. places[frame]];
            Span<byte> first = targets.Length > 0 ? pixels.AsSpan(targets[0] * frameBytes, frameBytes) : unwanted ??= new byte[frameBytes];
            if (stream.ReadAtLeast(first, frameBytes, throwOnEndOfStream: false) < frameBytes)
            {
                return complete;
            }

            foreach (int target in targets.Skip(1))
            {
                first.CopyTo(pixels.AsSpan(target * frameBytes, frameBytes));
            }

            complete++;
        }

        stream.CopyTo(Stream.Null);
        return complete;
    }
}
