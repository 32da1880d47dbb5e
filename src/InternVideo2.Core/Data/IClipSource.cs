namespace InternVideo2.Data;

/// <summary>
/// An endless sequence of batches that depends on nothing but a seed and a cursor: from the same cursor come the same batches,
/// in another process and after a restart too. That is what makes a resumed run equal to an uninterrupted one.
/// </summary>
public interface IClipSource : IDisposable
{
    /// <summary>Full batches in one pass over the data. 1 or more.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>
    /// The sample that the next <see cref="Next"/> begins with. Advances with every batch that was handed out (not with what was only
    /// prefetched); setting it jumps there.
    /// </summary>
    DataCursor Cursor { get; set; }

    /// <summary>A short text that differs whenever the same cursor would give other batches: it is saved with a run and checked on resuming.</summary>
    string Fingerprint { get; }

    /// <summary>The next batch, owned by the caller. Waits for it if need be.</summary>
    /// <exception cref="OperationCanceledException">The cursor has not moved.</exception>
    ClipBatch Next(CancellationToken cancellation = default);
}
