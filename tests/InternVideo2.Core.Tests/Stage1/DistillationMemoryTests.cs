using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage1;

/// <summary>A step leaves nothing behind: neither in the caller's scope nor outside of any.</summary>
[Collection(AloneCollection.Name)]
public sealed class DistillationMemoryTests
{
    [Fact]
    public void The_number_of_live_tensors_stays_flat()
    {
        using var objective = SmallStage1.Create();
        using var batch = SmallStage1.Batch();
        using var random = new RandomStreams(1);
        void Step()
        {
            using var step = NewDisposeScope();
            objective.Compute(batch, random).Total.backward();
        }
        Step();
        var before = AloneCollection.SettledTensors();
        for (var i = 0; i < 5; i++) Step();
        Assert.Equal(before, AloneCollection.SettledTensors());
    }
}
