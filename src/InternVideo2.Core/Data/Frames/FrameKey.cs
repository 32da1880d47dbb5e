using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InternVideo2.Video;

namespace InternVideo2.Data.Frames;

/// <summary>
/// Which frames: a cut of a file at a size, and the state of that file. When the file changes, its old frames are no longer found.
/// </summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Start">Start of the cut in seconds, or null.</param>
/// <param name="End">End of the cut in seconds, or null.</param>
/// <param name="ShortSide">Frames are shrunk to it, or null.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="LastWrite">When the file was changed last, ticks of UTC.</param>
internal readonly record struct FrameKey(string Path, double? Start, double? End, int? ShortSide, long Length, long LastWrite)
{
    /// <summary>The key of a cut as the file is now.</summary>
    /// <exception cref="VideoException">There is no such file, or it is empty.</exception>
    public static FrameKey Of(ClipEntry clip, int? shortSide)
    {
        var file = MediaInput.Open(clip.Path).File;
        return new FrameKey(file.FullName, clip.Start, clip.End, shortSide, file.Length, file.LastWriteTimeUtc.Ticks);
    }

    /// <summary>A file name for the cut, the same for all states of its source: new frames take the place of old ones.</summary>
    public string FileName
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Path}\n{Start:R}\n{End:R}\n{ShortSide}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32] + ".frames";
        }
    }
}
