using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>A training loop with a scope per step holds on to nothing and learns.</summary>
public class TrainingLoopTests
{
    [Fact]
    public void AThousandStepsLeaveTheLiveCountFlat()
    {
        manual_seed(4);
        using var model = nn.Sequential(nn.Linear(8, 32), nn.LayerNorm(32), nn.GELU(), nn.Dropout(0.1), nn.Linear(32, 4));
        using var optimiser = optim.AdamW(model.parameters(), lr: 1e-2, weight_decay: 0.05);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimiser, 1000);
        using var inputs = Numbers.Wave(64, 8);
        using var targets = inputs.narrow(1, 0, 4).pow(2);

        var (first, settled, last) = (0f, 0L, 0f);
        for (var step = 0; step < 1000; step++)
        {
            using (NewDisposeScope())
            {
                optimiser.zero_grad();
                var loss = nn.functional.mse_loss(model.call(inputs), targets);
                loss.backward();
                nn.utils.clip_grad_norm_(model.parameters(), 1);
                optimiser.step();
                schedule.step();
                last = loss.ToSingle();
            }
            if (step == 0) first = last;
            if (step == 9) settled = Settled();
        }
        // Fewer is possible: what earlier tests left may be collected late.
        Assert.InRange(Settled(), 0, settled);
        Assert.True(last < first / 10, $"the loss went from {first} to {last}");
    }

    /// <summary>The count without what earlier tests left to the collector.</summary>
    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
