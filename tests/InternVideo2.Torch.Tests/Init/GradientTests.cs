using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;

namespace InternVideo2.Torch.Tests;

/// <summary>Clipping and flattening of gradients and parameters.</summary>
public class GradientTests
{
    private readonly Parameter[] parameters = [nn.Parameter(Wave(3, 4)), nn.Parameter(Wave(5)), nn.Parameter(zeros(2))];

    public GradientTests()
    {
        parameters[0].grad = WaveOf(0.9, 3, 4);
        parameters[1].grad = WaveOf(0.9, 5);
    }

    [Theory]
    [InlineData(2, 2.717297315597534, -0.6361590160656514, -0.029852346315373715)]
    [InlineData(1, 9.65446949005127, -0.17905008713615847, -0.00840208931348026)]
    [InlineData(double.PositiveInfinity, 0.9775301218032837, -1.7683670200069121, -0.08298227778185213)]
    public void ClippingIsPythons(double order, double norm, double first, double second)
    {
        Assert.Equal(norm, nn.utils.clip_grad_norm_(parameters, 0.7, order), 5);
        Same(first, parameters[0].grad!);
        Same(second, parameters[1].grad!);
        Assert.Null(parameters[2].grad);
    }

    [Fact]
    public void ShortGradientsAreLeftExactlyAsTheyAre()
    {
        nn.utils.clip_grad_norm_(parameters, 100);
        Assert.True(WaveOf(0.9, 3, 4).Equals(parameters[0].grad!));
        Assert.Equal(0, nn.utils.clip_grad_norm_([parameters[2]], 1));
    }

    [Fact]
    public void OtherTypesTakeTheSameNorm()
    {
        var wide = nn.Parameter(Wave(3, 4).to(ScalarType.Float64));
        wide.grad = WaveOf(0.9, 3, 4).to(ScalarType.Float64);
        var expected = nn.utils.clip_grad_norm_([parameters[0]], 0.7);
        Assert.Equal(expected, nn.utils.clip_grad_norm_([wide], 0.7), 6);
        Close(wide.grad!, parameters[0].grad!);
    }

    [Fact]
    public void ANormThatIsNotANumberIsReturned()
    {
        parameters[0].grad = full(3, 4, double.NaN);
        Assert.True(double.IsNaN(nn.utils.clip_grad_norm_(parameters, 1)));
        Assert.True(parameters[1].grad!.isnan().all().ToBoolean());
    }

    [Fact]
    public void ValuesAreCut()
    {
        nn.utils.clip_grad_value_(parameters, 0.25);
        Close(WaveOf(0.9, 5).clamp(-0.25, 0.25), parameters[1].grad!, 0, 0);
    }

    [Fact]
    public void ParametersFlattenAndComeBack()
    {
        var vector = nn.utils.parameters_to_vector(parameters);
        Assert.Equal([19], vector.shape);
        nn.utils.vector_to_parameters(vector.detach() * 2, parameters);
        Close(Wave(3, 4) * 2, parameters[0]);
        Close(Wave(5) * 2, parameters[1]);
        Assert.Throws<ArgumentException>(() => nn.utils.vector_to_parameters(zeros(18), parameters));
    }
}
