using TorchSharp;
using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>Convolutions, padding and pooling agree with Python's.</summary>
public class ConvolutionTests
{
    private readonly Tensor image = Wave(2, 3, 6, 7);

    [Fact]
    public void Convolutions()
    {
        Same(32.84223279145645, F.conv1d(Wave(2, 4, 9), WaveOf(0.3, 6, 2, 3), WaveOf(0.5, 6), stride: 2, padding: 1, dilation: 1, groups: 2));
        Same(70.13782765820008, F.conv2d(image, WaveOf(0.3, 4, 3, 2, 3), WaveOf(0.5, 4), strides: [2, 1], padding: [1, 2]));
        Same(-26.029829611542954, F.conv2d_padding(image, WaveOf(0.3, 4, 3, 3, 2), padding: Padding.Same));
        Same(-0.1771963424467629, F.conv3d(Wave(1, 3, 4, 6, 6), WaveOf(0.3, 5, 3, 2, 3, 3), WaveOf(0.5, 5), strides: [2, 3, 3]), 1e-5);
        Assert.Equal([1, 6, 7], F.conv1d_padding(zeros(1, 4, 9), zeros(6, 4, 3)).shape);
        Assert.Equal([1, 5, 4, 6, 6], F.conv3d_padding(zeros([1, 3, 4, 6, 6]), zeros([5, 3, 2, 3, 3]), padding: Padding.Same).shape);
    }

    [Fact]
    public void Paddings()
    {
        Same(0.12119607486178302, F.pad(image, [1, 2, 0, 3], value: 0.5));
        Same(1.5476477511920386, F.pad(image, [1, 2, 2, 1], PaddingModes.Reflect));
        Same(-6.5453689474838, F.pad(image, (1, 2, 2, 1), PaddingModes.Replicate));
        Same(-5.013644183714558, F.pad(image, [1, 2, 2, 1], PaddingModes.Circular));
        Assert.Equal([2, 3, 6, 9], F.pad(image, 1).shape);
        Assert.Equal([2, 3, 6, 8], F.pad(image, (1, 0)).shape);
    }

    [Fact]
    public void Averages()
    {
        Same(1.9645744920772077, F.avg_pool2d(image, [2, 3], padding: [1, 1]));
        Same(0.9096988731747413, F.avg_pool1d(Wave(2, 3, 9), 3, 2));
        Same(0.06717833023829467, F.avg_pool3d(Wave(1, 2, 4, 5, 6), [2, 2, 2]));
        Same(-1.1873392533499016, F.adaptive_avg_pool2d(image, [2, 3]));
        Assert.Equal([1, 3, 2], F.adaptive_avg_pool1d(zeros(1, 3, 9), 2).shape);
        Assert.Equal([1, 2, 1, 1, 1], F.adaptive_avg_pool3d(zeros([1, 2, 4, 5, 6]), [1, 1, 1]).shape);
    }
}
