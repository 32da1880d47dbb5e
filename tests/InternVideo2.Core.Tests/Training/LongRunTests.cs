using System.Diagnostics;
using InternVideo2.Data;
using InternVideo2.Stage1;
using InternVideo2.Training;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Training;

/// <summary>A thousand steps leave nothing behind: not one tensor more, and the process stays as large as it was.</summary>
[Collection(AloneCollection.Name)]
public sealed class LongRunTests
{
    private const int WarmUp = 100;
    private const int Steps = 1000;
    private const long Megabyte = 1 << 20;

    [Fact]
    [Trait("Category", "Slow")]
    public void Memory_stays_flat_over_a_thousand_steps_of_the_tiny_student()
    {
        var recipe = Stage1Options.Tiny;
        using var objective = recipe.CreateObjective();
        using var data = new Noise(recipe);
        using var random = new RandomStreams(0);
        using var trainer = new Trainer(objective, data, recipe.Training with { Epochs = 1, WarmupEpochs = 0 }, random);
        trainer.Run(WarmUp);
        var (resident, tensors) = (Resident(), Tensor.TotalCount);

        trainer.Run(Steps - WarmUp);

        Assert.Equal(Steps, trainer.Step);
        var growth = (Resident() - resident) / Megabyte;
        // Fewer tensors are possible: what earlier tests left may be collected late.
        Assert.InRange(Tensor.TotalCount, 0, tensors);
        Assert.True(growth < 50, $"The process grew by {growth} MB.");
    }

    private static long Resident()
    {
        // What the collector has not given back yet is not a leak.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>New random clips in every step, as a data set would give them.</summary>
    private sealed class Noise(Stage1Options recipe) : IClipSource
    {
        public int BatchesPerEpoch => Steps;

        public DataCursor Cursor { get; set; }

        public string Fingerprint => "noise";

        public ClipBatch Next(CancellationToken cancellation = default)
        {
            var (batch, side) = (recipe.Training.BatchSize, recipe.Student.ImageSize);
            return new ClipBatch(randn([batch, 3, recipe.ClipFrames, side, side]), [.. Enumerable.Range(0, batch).Select(i => $"noise {i}")]);
        }

        public void Dispose()
        {
        }
    }
}
