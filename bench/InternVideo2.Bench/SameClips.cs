using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>The same random clips in every step, so that reading data costs nothing.</summary>
internal sealed class SameClips(StudentSizes sizes) : IClipSource
{
    private readonly Tensor _frames = randn([sizes.Batch, 3, sizes.Student.Encoder.Frames, sizes.Student.Encoder.ImageSize, sizes.Student.Encoder.ImageSize]);

    public int BatchesPerEpoch => 1_000_000;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "one random batch";

    public ClipBatch Next(CancellationToken cancellation = default) =>
        new(_frames.detach(), [.. Enumerable.Range(0, sizes.Batch).Select(i => $"random {i}")]);

    public void Dispose() => _frames.Dispose();
}
