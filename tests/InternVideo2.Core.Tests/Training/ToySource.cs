using InternVideo2.Data;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>Batches of noise that follow from the cursor alone: two clips of 3 × 2 × 2 × 2 values.</summary>
internal sealed class ToySource(ulong seed = 0, int clipsPerEpoch = 8) : IClipSource
{
    public const int BatchSize = 2;
    public const int Values = 24;

    public int BatchesPerEpoch => clipsPerEpoch / BatchSize;

    public DataCursor Cursor { get; set; }

    public string Fingerprint => $"toy {seed} {clipsPerEpoch}";

    /// <summary>Called before a batch is made, with the number of batches made so far.</summary>
    public Action<int, CancellationToken> BeforeBatch { get; set; } = (_, _) => { };

    /// <summary>Changes a batch's frames in place; for tests of what goes wrong.</summary>
    public Action<Tensor> Spoil { get; set; } = _ => { };

    public int Made { get; private set; }

    public ClipBatch Next(CancellationToken cancellation = default)
    {
        BeforeBatch(Made++, cancellation);
        var (epoch, position) = Cursor;
        var random = new SeededRandom(seed, (ulong)epoch, (ulong)position);
        var values = Enumerable.Range(0, BatchSize * Values).Select(_ => (float)random.NextDouble()).ToArray();
        using var flat = tensor(values);
        var frames = flat.view(BatchSize, 3, 2, 2, 2);
        Spoil(frames);
        position += BatchSize;
        Cursor = position == clipsPerEpoch ? new DataCursor(epoch + 1, 0) : new DataCursor(epoch, position);
        return new ClipBatch(frames, [$"clip {epoch}.{position - 2}", $"clip {epoch}.{position - 1}"]);
    }

    public void Dispose()
    {
    }
}
