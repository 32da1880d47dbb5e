using System.Globalization;
using System.Text.RegularExpressions;
using InternVideo2.Data;

namespace InternVideo2.Video;

/// <summary>
/// Reads clips that are kept as folders of JPEG pictures, numbered from 1: Something-Something and HMDB (stage 1, 8.4), the episodes of MVBench
/// (stage 3, 12). The pictures are piped to one ffmpeg process, which opens no file at all.
/// </summary>
public static partial class FrameFolder
{
    /// <summary>Name of a picture; {0} is its number.</summary>
    public const string UsualPattern = "img_{0:D5}.jpg";

    /// <summary>How the pictures of a folder are called: as usual, or as the first one is ("00001.jpg", "shot_1.jpg").</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="VideoException">There is no such folder, or no picture number 1 in it.</exception>
    public static string PatternOf(string folder)
    {
        CheckFolder(folder);
        if (File.Exists(PictureOf(folder, UsualPattern, 0))) return UsualPattern;
        var first = Directory.EnumerateFiles(folder, "*.jpg").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)
            .Select(name => FirstPicture().Match(name)).FirstOrDefault(match => match.Success);
        return first is not null
            ? $"{first.Groups["before"].Value.Replace("{", "{{").Replace("}", "}}")}{{0:D{first.Groups["number"].Length}}}.jpg"
            : throw new VideoException(VideoFault.Missing, folder, "there is no picture number 1 in this folder", "Pictures are JPEG files whose names end in a number, from 1 on: 00001.jpg.");
    }

    /// <summary>How many pictures there are: 1, 2, … without a gap.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pattern">Name of a picture.</param>
    /// <exception cref="VideoException">There is no such folder, or no first picture in it.</exception>
    public static int Count(string folder, string pattern = UsualPattern)
    {
        CheckFolder(folder);
        int count = 0;
        while (File.Exists(PictureOf(folder, pattern, count)))
        {
            count++;
        }

        return count > 0
            ? count
            : throw new VideoException(VideoFault.Missing, folder, $"there is no '{Path.GetFileName(PictureOf(folder, pattern, 0))}' in this folder", "Check the names of the pictures.");
    }

    /// <summary>Decodes pictures of one size.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="frames">Which ones, from 0, in the order of the result; repetitions allowed.</param>
    /// <param name="pattern">Name of a picture.</param>
    /// <param name="options">Limits and tools; null for the defaults.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <returns>The frames; their timestamps are their numbers, as a folder knows no seconds.</returns>
    /// <exception cref="VideoException">A picture is missing, damaged or of another size, or a limit is exceeded.</exception>
    public static VideoClip Read(
        string folder, IReadOnlyList<int> frames, string pattern = UsualPattern, VideoReaderOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= VideoReaderOptions.Default;
        options.Validate();
        int[] distinct = [.. frames.Distinct().Order()];
        string[] files = [.. distinct.Select(frame => PictureOf(folder, pattern, frame))];
        if (Array.Find(files, file => !File.Exists(file)) is { } missing)
        {
            throw new VideoException(VideoFault.Missing, missing, "there is no such picture", $"The folder has {Count(folder, pattern)}; correct the number in the list.");
        }

        var log = new FrameLog(folder, options);
        using var pixels = new MemoryStream();
        string[] arguments =
        [
            .. VideoReader.Decoder(options), "-protocol_whitelist", "pipe", "-f", "image2pipe", "-c:v", "mjpeg", "-i", "pipe:0",
            "-fps_mode", "passthrough", "-vf", "showinfo=checksum=0", "-pix_fmt", "rgb24", "-f", "rawvideo", "-",
        ];
        int exit = MediaProcess.Run(
            options.Ffmpeg, arguments, folder, options.TimeLimit, output => Copy(output, pixels, options, folder), log.Add, cancellation, input => Send(files, input));
        VideoReader.FailOnCrash(folder, exit, log);
        if (log.Timestamps.Count != files.Length || pixels.Length != 3L * files.Length * log.Height * log.Width)
        {
            throw new VideoException(
                VideoFault.DecoderFailed, folder, $"{files.Length} pictures were expected, {log.Timestamps.Count} came ({log.Errors.Summary})",
                "One of them is damaged or no JPEG; extract the frames again, or take the clip out of the list.");
        }

        var decoded = new VideoClip(pixels.ToArray(), files.Length, log.Height, log.Width, [.. distinct.Select(f => (double)f)], distinct, folder);
        return ClipFrames.Pick(decoded, [.. frames.Select(frame => Array.BinarySearch(distinct, frame))]);
    }

    private static void CheckFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new VideoException(VideoFault.Missing, folder, "there is no such folder", "Check the path.");
        }
    }

    [GeneratedRegex(@"^(?<before>(?:.*\D)?)(?<number>0*1)\.jpg$", RegexOptions.CultureInvariant)]
    private static partial Regex FirstPicture();

    private static string PictureOf(string folder, string pattern, int frame) =>
        Path.Combine(folder, string.Format(CultureInfo.InvariantCulture, pattern, frame + 1));

    private static void Send(string[] files, Stream input)
    {
        foreach (string file in files)
        {
            using FileStream picture = File.OpenRead(file);
            picture.CopyTo(input);
        }
    }

    private static void Copy(Stream output, MemoryStream pixels, VideoReaderOptions options, string folder)
    {
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = output.Read(buffer)) > 0;)
        {
            if (pixels.Length + read > options.MaxClipBytes)
            {
                throw new VideoException(
                    VideoFault.TooLarge, folder, $"its frames have more than {options.MaxClipBytes} bytes",
                    $"Ask for fewer frames, or raise {nameof(VideoReaderOptions)}.{nameof(VideoReaderOptions.MaxClipBytes)}.");
            }

            pixels.Write(buffer, 0, read);
        }
    }
}
