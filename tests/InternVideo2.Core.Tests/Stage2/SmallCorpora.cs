using InternVideo2.Data;

namespace InternVideo2.Tests.Stage2;

/// <summary>Batches of all four media types in turn, each depending on the cursor alone.</summary>
internal sealed class SmallCorpora(params MediaType[] media) : IClipSource
{
    private readonly MediaType[] media = media.Length > 0 ? media : [.. Enum.GetValues<MediaType>().Where(type => type != MediaType.Text)];

    public int BatchesPerEpoch => 10;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => $"noise of {string.Join(", ", media)}";

    public ClipBatch Next(CancellationToken cancellation = default)
    {
        var number = Cursor.Position;
        Cursor = Cursor with { Position = number + 1 };
        return SmallStage2.Batch(media[number % media.Length], seed: (ulong)(100 + number));
    }

    public void Dispose()
    {
    }
}
