using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Gradient descent takes Python's steps.</summary>
public class SGDTests
{
    private readonly Parameter p = nn.Parameter(Wave(4, 5));
    private readonly Parameter q = nn.Parameter(WaveOf(0.3, 3));

    [Fact]
    public void Plain()
    {
        SevenSteps.Of(optim.SGD([p, q], 0.1), p, q);
        Same(0.8761572544571665, p);
        Same(-0.07900163113426306, q);
    }

    [Fact]
    public void WithMomentumDecayAndDampening()
    {
        SevenSteps.Of(optim.SGD([p, q], 0.1, momentum: 0.9, weight_decay: 0.01, dampening: 0.1), p, q);
        Same(1.7085485911452036, p);
        Same(-0.02289888647440963, q);
    }

    [Fact]
    public void Nesterov()
    {
        SevenSteps.Of(optim.SGD([p, q], 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true), p, q);
        Same(2.398343766036255, p);
        Same(-0.030862453469927664, q);
        Assert.Throws<ArgumentException>(() => optim.SGD([p], 0.1, nesterov: true));
    }
}
