using System.Text;

namespace InternVideo2.Video;

/// <summary>Splits a log stream into lines of bounded length, so that a hostile file cannot fill the memory with one endless line.</summary>
internal static class LogLines
{
    /// <summary>Characters kept of a line; the rest is dropped.</summary>
    public const int MaxLength = 1024;

    /// <summary>Yields the lines of <paramref name="stream"/> without their line ends, until it ends.</summary>
    public static IEnumerable<string> Read(Stream stream)
    {
        byte[] buffer = new byte[16384];
        byte[] line = new byte[MaxLength];
        int length = 0;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            for (int i = 0; i < read; i++)
            {
                if (buffer[i] is (byte)'\n' or (byte)'\r')
                {
                    if (length > 0)
                    {
                        yield return Encoding.UTF8.GetString(line, 0, length);
                    }

                    length = 0;
                }
                else if (length < MaxLength)
                {
                    line[length++] = buffer[i];
                }
            }
        }

        if (length > 0)
        {
            yield return Encoding.UTF8.GetString(line, 0, length);
        }
    }
}
