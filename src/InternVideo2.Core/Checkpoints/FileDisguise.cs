using System.Text;

namespace InternVideo2.Checkpoints;

/// <summary>What is often found under the name of a checkpoint without being one.</summary>
/// <param name="Problem">What the file is, as a sentence without a full stop.</param>
/// <param name="Advice">What to do.</param>
internal sealed record FileDisguise(string Problem, string Advice)
{
    /// <summary>Bytes of a file's beginning that are enough to tell.</summary>
    private const int Glance = 512;

    /// <summary>The first bytes of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static byte[] Glimpse(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var first = new byte[Math.Min(stream.Length, Glance)];
        stream.ReadExactly(first);
        return first;
    }

    /// <summary>What the file is instead of a checkpoint; null: nothing known here.</summary>
    /// <param name="first">Its first bytes (<see cref="Glimpse"/>).</param>
    public static FileDisguise? Of(ReadOnlySpan<byte> first)
    {
        if (first.IsEmpty) return new("the file is empty", "The download or the copy failed: fetch it again.");
        if (first.StartsWith("version https://git-lfs"u8))
        {
            return new("this is a git-LFS pointer, not the tensors themselves",
                "Run 'git lfs pull' in the repository it came from, or download the file itself.");
        }
        var text = first.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? first[3..] : first;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<"u8))
        {
            return new($"this is a web page (it begins with '{Encoding.ASCII.GetString(text[..Math.Min(text.Length, 15)])}')",
                "Probably an error or login page was saved under this name: download the file again.");
        }
        if (first.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return new("the file is compressed with gzip", "Unpack it first: gunzip.");
        if (first.Length > 262 && first[257..262].SequenceEqual("ustar"u8))
            return new("the file is a tar archive, as torch wrote before version 0.1.10 or as a packed folder", "Unpack it with tar and open what is inside.");
        return null;
    }
}
