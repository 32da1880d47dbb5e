using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>An optimiser that was saved and loaded goes on exactly as the one that was not.</summary>
public class OptimizerStateTests
{
    [Theory]
    [InlineData("AdamW")]
    [InlineData("AMSGrad")]
    [InlineData("SGD")]
    public void StopAndResumeIsExact(string kind)
    {
        var (p, q) = Fresh();
        using var through = Make(kind, p, q, lr: 0.01);
        SevenSteps.Of(through, p, q);
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true)) through.save_state_dict(writer);
        var (p2, q2) = (nn.Parameter(p.detach().clone()), nn.Parameter(q.detach().clone()));
        SevenSteps.Of(through, p, q);

        using var resumed = Make(kind, p2, q2, lr: 0.5);
        resumed.load_state_dict(new BinaryReader(new MemoryStream(file.ToArray())));
        Assert.Equal(0.01, resumed.ParamGroups.First().LearningRate);
        SevenSteps.Of(resumed, p2, q2);
        Assert.True(p.Equals(p2));
        Assert.True(q.Equals(q2));
    }

    [Fact]
    public void AStateDictionaryIsLiveAndIsCopiedOnLoading()
    {
        var (p, q) = Fresh();
        using var optimiser = optim.AdamW([p, q], lr: 0.01);
        SevenSteps.Of(optimiser, p, q);
        var state = optimiser.state_dict();
        Assert.Equal([[0, 1]], state.StateIndexRef);
        Assert.Equal(2, state.State.Count);

        var (p2, q2) = Fresh();
        using var other = optim.AdamW([p2, q2]);
        Assert.False(other.state_dict().State[0].ApproximatelyEquals(state.State[0]));
        other.load_state_dict(state);
        Assert.True(other.state_dict().State[0].ApproximatelyEquals(state.State[0]));
        ((AdamW.State)state.State[0]).exp_avg.zero_();
        Assert.False(other.state_dict().State[0].ApproximatelyEquals(state.State[0]));
        ((AdamW.State)state.State[0]).step = 99;
        Assert.Equal(99, ((AdamW.State)optimiser.state_dict().State[0]).step);
    }

    [Fact]
    public void AStateOfAnotherKindOrShapeIsRefused()
    {
        var (p, q) = Fresh();
        using var adam = optim.AdamW([p, q]);
        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true)) adam.save_state_dict(writer);
        var bytes = file.ToArray();

        Assert.Contains("AdamW", Refusal(optim.SGD([p, q], 0.1)));
        Assert.Contains("2 parameters", Refusal(optim.AdamW([p])));
        Assert.Contains("[3]", Refusal(optim.AdamW([q, p])));

        string Refusal(OptimizerHelper optimiser) =>
            Assert.Throws<InvalidDataException>(() => optimiser.load_state_dict(new BinaryReader(new MemoryStream(bytes)))).Message;
    }

    [Fact]
    public void FilesWorkToo()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var (p, q) = Fresh();
        using var optimiser = optim.AdamW([p, q]);
        SevenSteps.Of(optimiser, p, q);
        optimiser.save_state_dict(path);
        using var other = optim.AdamW([p, q]);
        other.load_state_dict(path);
        File.Delete(path);
        Assert.True(other.state_dict().State[1].ApproximatelyEquals(optimiser.state_dict().State[1]));
    }

    [Fact]
    public void StatesSurviveScopesAndEndWithTheOptimiser()
    {
        var (p, q) = Fresh();
        AdamW optimiser;
        using (NewDisposeScope())
        {
            optimiser = optim.AdamW([p, q], amsgrad: true);
            SevenSteps.Of(optimiser, p, q);
        }
        var state = (AdamW.State)optimiser.state_dict().State[0];
        Assert.False(state.exp_avg.IsInvalid);
        Assert.False(state.max_exp_avg_sq!.IsInvalid);
        optimiser.Dispose();
        Assert.True(state.exp_avg.IsInvalid);
        Assert.True(state.max_exp_avg_sq.IsInvalid);
        Assert.False(p.IsInvalid);
    }

    private static (Parameter, Parameter) Fresh() => (nn.Parameter(Wave(4, 5)), nn.Parameter(WaveOf(0.3, 3)));

    private static OptimizerHelper Make(string kind, Parameter p, Parameter q, double lr) => kind == "SGD"
        ? optim.SGD([p, q], lr, momentum: 0.9)
        : optim.AdamW([p, q], lr, weight_decay: 0.1, amsgrad: kind == "AMSGrad");
}
