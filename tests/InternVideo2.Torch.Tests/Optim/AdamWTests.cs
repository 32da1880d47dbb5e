using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>AdamW takes the steps of its formula and of Python's, fast path or not.</summary>
public class AdamWTests
{
    private readonly Parameter p = nn.Parameter(Wave(4, 5));
    private readonly Parameter q = nn.Parameter(WaveOf(0.3, 3));

    [Fact]
    public void SevenStepsArePythons()
    {
        SevenSteps.Of(optim.AdamW([p, q], lr: 0.01, weight_decay: 0.1), p, q);
        Same(0.18472449107454803, p);
        Same(-0.08241472384135087, q);
    }

    [Fact]
    public void CoefficientsArePythons()
    {
        SevenSteps.Of(optim.AdamW([p, q], lr: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-6, weight_decay: 0.05), p, q);
        Same(0.23529651644769656, p);
        Same(-0.09059588410596728, q);
    }

    [Fact]
    public void VariantsArePythons()
    {
        SevenSteps.Of(optim.AdamW([p, q], lr: 0.01, weight_decay: 0.1, amsgrad: true), p, q);
        Same(0.18472502007275082, p);
        Same(-0.08241472384135087, q);
        var (r, s) = (nn.Parameter(Wave(4, 5)), nn.Parameter(WaveOf(0.3, 3)));
        SevenSteps.Of(optim.AdamW([r, s], lr: 0.01, weight_decay: 0.1, maximize: true), r, s);
        Same(0.08929561656357143, r);
        Same(-0.06729171640445625, s);
    }

    [Fact]
    public void TheFastPathIsThePlainOne()
    {
        // A transposed parameter keeps the fused kernel away; float64 takes plain operators as well.
        var strided = new Parameter(Wave(4, 5).t().contiguous().t());
        var wide = new Parameter(Wave(4, 5).to(ScalarType.Float64));
        Assert.False(strided.is_contiguous());
        foreach (var parameter in new[] { p, strided, wide })
        {
            using var optimiser = optim.AdamW([parameter], lr: 0.01, weight_decay: 0.1);
            for (var step = 0; step < 5; step++)
            {
                parameter.grad = WaveOf(0.2 + 0.1 * step, 4, 5).to(parameter.dtype);
                optimiser.step();
            }
        }
        Close(wide, p);
        Close(wide, strided);
    }

    [Fact]
    public void OneStepIsTheFormula()
    {
        const double Lr = 0.01, Decay = 0.1, Eps = 1e-8;
        var before = p.detach().to(ScalarType.Float64);
        p.grad = WaveOf(0.2, 4, 5);
        using var optimiser = optim.AdamW([p], Lr, weight_decay: Decay, eps: Eps);
        optimiser.step();
        var gradient = WaveOf(0.2, 4, 5).to(ScalarType.Float64);
        Close(before * (1 - Lr * Decay) - gradient / (gradient.abs() + Eps) * Lr, p);
    }

    [Fact]
    public void GroupsHaveRatesAndOptionsOfTheirOwn()
    {
        using var optimiser = optim.AdamW(
            [
                new AdamW.ParamGroup([p], new AdamW.Options { LearningRate = 0.5, weight_decay = 0.2 }),
                new AdamW.ParamGroup([q]) { Betas = (0.5, 0.6) },
            ],
            lr: 0.25, weight_decay: 0.1);
        var groups = optimiser.ParamGroups.ToList();
        Assert.Equal([0.5, 0.001], groups.Select(group => group.LearningRate));
        Assert.Equal([0.5, 0.001], groups.Select(group => group.InitialLearningRate));
        Assert.Equal((0.9, 0.999), ((AdamW.ParamGroup)groups[0]).Betas);
        Assert.Equal((0.5, 0.6), ((AdamW.ParamGroup)groups[1]).Betas);

        groups[1].LearningRate = 0;
        p.grad = zeros(4, 5);
        q.grad = ones(3);
        optimiser.step();
        Close(Wave(4, 5) * (1 - 0.5 * 0.2), p);
        Close(WaveOf(0.3, 3), q, 0, 0);
    }

    [Fact]
    public void AParameterWithoutGradientStaysAndCountsNoStep()
    {
        using var optimiser = optim.AdamW([p, q], weight_decay: 0.1);
        p.grad = ones(4, 5);
        optimiser.step();
        Close(WaveOf(0.3, 3), q, 0, 0);
        Assert.Equal([1, 0], optimiser.state_dict().State.Select(state => ((AdamW.State)state).step));
    }

    [Fact]
    public void ZeroGradFillsWithZeros()
    {
        using var optimiser = optim.AdamW([p, q]);
        p.grad = ones(4, 5);
        optimiser.zero_grad();
        Assert.Equal(0, p.grad!.abs().sum().ToSingle());
        Assert.Null(q.grad);
    }

    [Fact]
    public void TheClosureRunsFirstWithGradients()
    {
        using var optimiser = optim.AdamW([q], lr: 0.1);
        using var unrecorded = no_grad();
        var loss = optimiser.step(() =>
        {
            var value = q.pow(2).sum();
            value.backward();
            return value;
        });
        Assert.Equal(WaveOf(0.3, 3).pow(2).sum().ToSingle(), loss!.ToSingle());
        Assert.NotNull(q.grad);
        Assert.Null(optimiser.step());
    }

    [Fact]
    public void BadValuesAreNamed()
    {
        Assert.Contains("lr", Assert.Throws<ArgumentOutOfRangeException>(() => optim.AdamW([p], lr: -1)).Message);
        Assert.Contains("beta2", Assert.Throws<ArgumentOutOfRangeException>(() => optim.AdamW([p], beta2: 1)).Message);
        Assert.Contains("weight_decay", Assert.Throws<ArgumentOutOfRangeException>(() => optim.AdamW([p], weight_decay: double.NaN)).Message);
        Assert.Contains("[4, 5]", Assert.Throws<ArgumentException>(() => optim.AdamW([p, p])).Message);
    }
}
