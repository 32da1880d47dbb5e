using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Encoders;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A model whose weights are mapped takes no memory before it runs, and one whose blocks are streamed little more than a block while it runs.</summary>
[Collection(AloneCollection.Name)]
public sealed class MappedMemoryTests : IDisposable
{
    private const long Mega = 1_000_000;

    // 12 blocks of 12.6 MB each.
    private static readonly VideoEncoderOptions Options = new()
    {
        ImageSize = 28,
        Frames = 2,
        Width = 512,
        Depth = 12,
        Heads = 8,
        PoolHeads = 8,
        PooledWidth = 16,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mapping_reads_nothing_and_streaming_keeps_one_block()
    {
        var path = folder.File("random.safetensors");
        using (var checkpoint = new RandomCheckpoint(init => new VideoEncoder(Options, init), OfficialKeys.Encoder))
        {
            Assert.InRange(checkpoint.Bytes, 150 * Mega, 170 * Mega);
            checkpoint.Write(path, seed: 1);
        }
        using var frames = SmallEncoder.Frames(clips: 1, frames: 2, side: 28);
        Run(path, WeightPlacement.Copied, frames); // what happens once in a process has happened

        Assert.InRange(Run(path, WeightPlacement.Mapped, frames).Opened, long.MinValue, 40 * Mega);
        Assert.InRange(Run(path, WeightPlacement.Streamed, frames).Highest, long.MinValue, 60 * Mega);
        Assert.InRange(Run(path, WeightPlacement.Copied, frames).Opened, 120 * Mega, long.MaxValue);
    }

    /// <summary>Growth of the process after opening the model, and the highest at the end of any block.</summary>
    private static (long Opened, long Highest) Run(string path, WeightPlacement placement, Tensor frames)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Resident();
        using var pretrained = PretrainedEncoder.Open(path, Options, placement);
        var opened = Resident() - before;
        var highest = opened;
        foreach (var block in pretrained.Encoder.modules().OfType<TransformerBlock>())
            block.register_forward_hook((nn.Module _) => highest = Math.Max(highest, Resident() - before));
        using var guard = no_grad();
        using var output = pretrained.Encoder.call(frames, new EncoderRequest());
        return (opened, highest);
    }

    private static long Resident() =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
