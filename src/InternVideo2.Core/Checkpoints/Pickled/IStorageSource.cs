namespace InternVideo2.Checkpoints.Pickled;

/// <summary>A PyTorch container that has been read: what its pickle holds, and where the storages' bytes are.</summary>
internal interface IStorageSource
{
    /// <summary>The pickled object.</summary>
    object? Root { get; }

    /// <summary>Copies a part of a storage's bytes.</summary>
    /// <param name="key">The storage's key.</param>
    /// <param name="from">First byte, within the storage.</param>
    /// <param name="to">The destination; the part lies within the storage.</param>
    void CopyTo(string key, long from, Span<byte> to);
}
