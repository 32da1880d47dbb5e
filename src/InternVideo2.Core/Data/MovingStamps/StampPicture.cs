using System.Globalization;
using InternVideo2.Video;

namespace InternVideo2.Data.MovingStamps;

/// <summary>A cut-out photograph, small enough for the pictures it goes into, with colours multiplied by their opacity.</summary>
/// <param name="Pixels">Height × width × 4 bytes: red, green, blue, opacity.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal sealed record StampPicture(byte[] Pixels, int Height, int Width)
{
    /// <summary>Decodes a picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="longestSide">Pixels of the longer side after scaling.</param>
    /// <param name="cancellation">Ends the child process.</param>
    /// <exception cref="VideoException">The file cannot be decoded.</exception>
    public static StampPicture Read(string path, int longestSide, CancellationToken cancellation)
    {
        var side = longestSide.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error", "-protocol_whitelist", "file", "-f", "png_pipe", "-i", "file:" + Path.GetFullPath(path), "-frames:v", "1",
            // Premultiplied before scaling: what lies under transparent pixels must not shine through at the edges. A square makes the size known.
            "-vf", $"format=gbrap,premultiply=inplace=1,scale={side}:{side}:force_original_aspect_ratio=decrease:flags=area,pad={side}:{side}:-1:-1:color=black@0",
            "-pix_fmt", "rgba", "-f", "rawvideo", "-",
        ];
        var pixels = new byte[longestSide * longestSide * 4];
        var log = new LogTail();
        var read = 0;
        var exit = MediaProcess.Run(
            "ffmpeg", arguments, path, TimeSpan.FromMinutes(1), stream => read = stream.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false), log.Add, cancellation);
        return exit == 0 && read == pixels.Length
            ? new StampPicture(pixels, longestSide, longestSide)
            : throw new VideoException(VideoFault.DecoderFailed, path, $"the picture cannot be decoded ({log.Summary})", "Delete data/cache/tuxpaint-stamps-default and fetch it again with ./iv2 make-data stamps.");
    }

    /// <summary>Red, green, blue and opacity, 0 … 255, between the four nearest pixels; nothing outside.</summary>
    /// <param name="x">−1 … 1 from the left to the right edge.</param>
    /// <param name="y">−1 … 1 from the upper to the lower edge.</param>
    /// <param name="sum">The values are added to it.</param>
    public void Add(double x, double y, Span<double> sum)
    {
        var (column, row) = (((x + 1) * Width / 2) - 0.5, ((y + 1) * Height / 2) - 0.5);
        var (left, top) = ((int)Math.Floor(column), (int)Math.Floor(row));
        for (var corner = 0; corner < 4; corner++)
        {
            var (cx, cy) = (left + (corner & 1), top + (corner >> 1));
            if (cx >= 0 && cx < Width && cy >= 0 && cy < Height)
            {
                var weight = (1 - Math.Abs(column - cx)) * (1 - Math.Abs(row - cy));
                var pixel = Pixels.AsSpan(((cy * Width) + cx) * 4, 4);
                for (var c = 0; c < 4; c++)
                {
                    sum[c] += weight * pixel[c];
                }
            }
        }
    }
}
