using InternVideo2.Data;

namespace InternVideo2.Tests.Teachers;

/// <summary>The same batch again and again.</summary>
internal sealed class RepeatedBatch(ClipBatch batch) : IClipSource
{
    public int BatchesPerEpoch => 1;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "repeated";

    public ClipBatch Next(CancellationToken cancellation = default) => new(batch.Frames.clone(), batch.Ids);

    public void Dispose() => batch.Dispose();
}
