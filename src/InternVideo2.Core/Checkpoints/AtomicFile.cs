namespace InternVideo2.Checkpoints;

/// <summary>Replaces a file as a whole: readers see the old content or the new, whatever happens in between.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file in the same folder, synchronises it, renames it to <paramref name="path"/> and
    /// synchronises the folder.
    /// If anything fails, the temporary file is removed and a file that was at <paramref name="path"/> keeps its content.
    /// </summary>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="size">Bytes to reserve beforehand, so that a full disk is noticed before anything is written; 0 if not known.</param>
    /// <param name="durable">
    /// False: not synchronised, for files that can be made again. After a power failure such a file may be torn; its reader has to notice.
    /// </param>
    /// <exception cref="IOException">The disk is full or fails; the message says so and what became of the old file.</exception>
    public static void Write(string path, Action<Stream> write, long size = 0, bool durable = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new IOException($"'{path}' is not a file name.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"cannot write '{path}': there is no folder '{folder}'. Create it first.");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 1 << 20,
                PreallocationSize = size,
            }))
            {
                write(stream);
                stream.Flush(flushToDisk: durable);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is not IOException) throw;
            throw new IOException(Explain(path, full, folder, size, e), e);
        }
        if (durable) FolderSync.Flush(folder);
    }

    private static string Explain(string path, string full, string folder, long size, Exception cause)
    {
        var fate = File.Exists(full) ? "The file that was there is unchanged." : "Nothing was left behind.";
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var need = size > 0 ? $"{size:N0} bytes are needed and {free:N0} are free" : $"{free:N0} bytes are free";
        return $"cannot write '{path}': {cause.Message} ({need} in '{folder}'). {fate} Make room or choose another folder.";
    }
}
