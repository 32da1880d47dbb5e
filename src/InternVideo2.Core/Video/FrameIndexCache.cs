namespace InternVideo2.Video;

/// <summary>
/// Remembers the <see cref="FrameIndex"/> of files seen in this process, so that counting by decoding happens once per file and not once per
/// epoch. A file whose size or time of last change differs is another file. Holds at most a fixed number of timestamps; the oldest go first.
/// Thread-safe; two threads may both count a new file.
/// </summary>
internal static class FrameIndexCache
{
    private const int MaxTimestamps = 4_000_000;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<Key, FrameIndex> s_entries = [];
    private static readonly Queue<Key> s_order = new();
    private static long s_timestamps;

    /// <summary>What is known of the file, under the name by which the caller knows it.</summary>
    public static FrameIndex? Find(MediaInput input)
    {
        lock (s_lock)
        {
            return s_entries.TryGetValue(Key.Of(input.File), out FrameIndex? index) ? index with { Info = index.Info with { Path = input.Path } } : null;
        }
    }

    /// <summary>Remembers a file.</summary>
    public static void Add(MediaInput input, FrameIndex index)
    {
        lock (s_lock)
        {
            Key key = Key.Of(input.File);
            if (!s_entries.TryAdd(key, index))
            {
                return;
            }

            s_order.Enqueue(key);
            s_timestamps += index.Count;
            while (s_timestamps > MaxTimestamps && s_entries.Remove(s_order.Dequeue(), out FrameIndex? oldest))
            {
                s_timestamps -= oldest.Count;
            }
        }
    }

    private readonly record struct Key(string FullName, long Length, DateTime LastWrite)
    {
        public static Key Of(FileInfo file) => new(file.FullName, file.Length, file.LastWriteTimeUtc);
    }
}
