using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace InternVideo2.Torch.Tests;

/// <summary>Schedules yield Python's rates, from an initial rate of 0.5.</summary>
public class SchedulerTests
{
    public static TheoryData<string, double[]> Curves => new()
    {
        { "lambda", [0.5, 0.25, 0.16666666666666666, 0.125, 0.1, 0.08333333333333333, 0.07142857142857142, 0.0625, 0.05555555555555555, 0.05] },
        { "step", [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625] },
        { "multistep", [0.5, 0.5, 0.25, 0.25, 0.25, 0.0625, 0.0625, 0.0625, 0.0625, 0.0625] },
        { "exponential", [0.5, 0.45, 0.405, 0.3645, 0.32805, 0.295245, 0.2657205, 0.23914845, 0.215233605, 0.1937102445] },
        { "constant", [0.125, 0.125, 0.125, 0.125, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5] },
        { "linear", [0.1, 0.16, 0.22, 0.28, 0.34, 0.4, 0.4, 0.4, 0.4, 0.4] },
        { "cosine", [0.5, 0.4671762239271875, 0.3775, 0.255, 0.1325, 0.04282377607281252, 0.01, 0.04282377607281252, 0.1325, 0.255] },
        {
            "sequential",
            [0.05, 0.2, 0.35, 0.5, 0.45225424859373686, 0.32725424859373686, 0.17274575140626314, 0.04774575140626316, 0, 0.04774575140626314]
        },
    };

    [Theory]
    [MemberData(nameof(Curves))]
    public void RatesArePythons(string kind, double[] expected)
    {
        using var optimiser = SGD([nn.Parameter(zeros(1))], 0.5);
        var scheduler = Make(kind, optimiser);
        for (var epoch = 0; epoch < expected.Length; epoch++)
        {
            Assert.Equal(expected[epoch], optimiser.ParamGroups.Single().LearningRate, 12);
            Assert.Equal(expected[epoch], scheduler.get_last_lr().Single(), 12);
            if (epoch % 2 == 0) scheduler.step();
            else scheduler.step(current: 0.1);
        }
    }

    [Theory]
    [InlineData("step")]
    [InlineData("multistep")]
    [InlineData("exponential")]
    [InlineData("constant")]
    [InlineData("linear")]
    [InlineData("cosine")]
    [InlineData("lambda")]
    public void JumpingIsWalking(string kind)
    {
        var curve = (double[])Curves.Single(row => (string)row[0] == kind)[1];
        using var optimiser = SGD([nn.Parameter(zeros(1))], 0.5);
        var scheduler = Make(kind, optimiser);
        foreach (var epoch in new[] { 7, 2, 9, 0 })
        {
            scheduler.step((int?)epoch);
            Assert.Equal(curve[epoch], scheduler.get_last_lr().Single(), 12);
        }
    }

    [Fact]
    public void GroupsKeepTheirOwnInitialRates()
    {
        using var optimiser = AdamW([Group(lr: 1), Group(lr: 0.1)]);
        var scheduler = lr_scheduler.LambdaLR(optimiser, epoch => epoch / 2.0);
        scheduler.step();
        Assert.Equal([0.5, 0.05], scheduler.get_last_lr());
        var each = new lr_scheduler.impl.LambdaLR(optimiser, [_ => 1.0, _ => 2.0]);
        Assert.Equal([1, 0.2], each.get_last_lr());
        Assert.Throws<ArgumentException>(() => new lr_scheduler.impl.LambdaLR(optimiser, [_ => 1.0]));
    }

    [Fact]
    public void BadValuesAreNamed()
    {
        using var optimiser = SGD([nn.Parameter(zeros(1))], 0.5);
        using var stranger = SGD([nn.Parameter(zeros(1))], 0.5);
        Assert.Contains("factor", Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.ConstantLR(optimiser, 1.5)).Message);
        Assert.Contains("start_factor", Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.LinearLR(optimiser, 0)).Message);
        var rules = new[] { lr_scheduler.StepLR(optimiser, 3), lr_scheduler.StepLR(stranger, 3) };
        Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimiser, rules, [2]));
        Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimiser, rules[..1], [2]));
    }

    private static AdamW.ParamGroup Group(double lr) => new([nn.Parameter(zeros(1))], lr);

    private static lr_scheduler.LRScheduler Make(string kind, Optimizer optimiser) => kind switch
    {
        "lambda" => lr_scheduler.LambdaLR(optimiser, epoch => 1.0 / (1 + epoch)),
        "step" => lr_scheduler.StepLR(optimiser, 3, 0.5),
        "multistep" => lr_scheduler.MultiStepLR(optimiser, [2, 5, 5], 0.5),
        "exponential" => lr_scheduler.ExponentialLR(optimiser, 0.9),
        "constant" => lr_scheduler.ConstantLR(optimiser, 0.25, 4),
        "linear" => lr_scheduler.LinearLR(optimiser, 0.2, 0.8, 5),
        "cosine" => lr_scheduler.CosineAnnealingLR(optimiser, 6, 0.01),
        _ => lr_scheduler.SequentialLR(optimiser, [lr_scheduler.LinearLR(optimiser, 0.1, 1, 3), lr_scheduler.CosineAnnealingLR(optimiser, 5)], [3]),
    };
}
