using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>The exercise of the optimiser tests: seven given gradients, of which one parameter misses the third.</summary>
internal static class SevenSteps
{
    internal static void Of(optim.Optimizer optimiser, Parameter p, Parameter q)
    {
        for (var step = 0; step < 7; step++)
        {
            p.grad = Numbers.WaveOf(0.2 + 0.1 * step, 4, 5);
            q.grad = step == 2 ? null : Numbers.WaveOf(0.5 + 0.1 * step, 3);
            optimiser.step();
        }
    }
}
