using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Bench;

/// <summary>The same random clips in every step, so that reading data costs nothing.</summary>
internal sealed class SameClips(int batch, int frames, int side) : IClipSource
{
    private readonly Tensor _frames = randn([batch, 3, frames, side, side]);

    public int BatchesPerEpoch => 1_000_000;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => "one random batch";

    public ClipBatch Next(CancellationToken cancellation = default) =>
        new(_frames.detach(), [.. Enumerable.Range(0, batch).Select(i => $"random {i}")]);

    public void Dispose() => _frames.Dispose();
}
