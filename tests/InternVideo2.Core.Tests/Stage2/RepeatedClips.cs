using InternVideo2.Data;

namespace InternVideo2.Tests.Stage2;

/// <summary>One batch of <see cref="SmallStage2"/>, again and again.</summary>
internal sealed class RepeatedClips(MediaType media) : IClipSource
{
    public int BatchesPerEpoch => 10;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "one batch";

    public ClipBatch Next(CancellationToken cancellation = default) => SmallStage2.Batch(media);

    public void Dispose()
    {
    }
}
