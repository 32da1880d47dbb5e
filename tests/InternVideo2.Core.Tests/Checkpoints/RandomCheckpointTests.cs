using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Encoders;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>A file of random weights holds what an ordinary model of the same seed starts from, and is written whole or not at all.</summary>
public sealed class RandomCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_values_are_those_of_a_model_of_that_seed(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Small(type);
        var reported = new List<long>();
        var path = folder.File("random.safetensors");
        checkpoint.Write(path, seed: 5, progress: new Listener(reported.Add));

        using var model = new VideoEncoder(SmallEncoder.Options, Initializer.Seeded(5));
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, value) in OfficialKeys.Encoder.State(model))
        {
            Assert.True(file.Read(name).eq(value.detach().to(type)).all().ToBoolean(), name);
        }
        Assert.Equal(model.parameters().Sum(p => p.numel()), checkpoint.Count);
        Assert.Equal(checkpoint.Bytes, reported[^1]);
        Assert.Equal(checkpoint.Bytes, file.Entries.Values.Sum(entry => entry.Length));
    }

    [Fact]
    public void Cancelled_writing_leaves_nothing_behind()
    {
        using var checkpoint = Small(ScalarType.Float32);
        using var stop = new CancellationTokenSource();
        var path = folder.File("random.safetensors");
        Assert.Throws<OperationCanceledException>(
            () => checkpoint.Write(path, seed: 5, progress: new Listener(_ => stop.Cancel()), cancellation: stop.Token));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Integer_weights_are_refused() => Assert.Throws<ArgumentException>(() => Small(ScalarType.Int8));

    private static RandomCheckpoint Small(ScalarType type) => new(init => new VideoEncoder(SmallEncoder.Options, init), OfficialKeys.Encoder, type);

    private sealed class Listener(Action<long> listen) : IProgress<long>
    {
        public void Report(long value) => listen(value);
    }
}
