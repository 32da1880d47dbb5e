using Xunit;
using static InternVideo2.Torch.Tests.Numbers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace InternVideo2.Torch.Tests;

/// <summary>F.interpolate agrees with Python's in every mode and says what does not fit together.</summary>
public class ResamplingTests
{
    private readonly Tensor image = Wave(2, 3, 6, 7);

    [Fact]
    public void Nearest()
    {
        Same(1.5714610665147561, F.interpolate(image, size: [4, 9]));
        Same(0.3160598768835914, F.interpolate(image, scale_factor: [1.7]));
        Same(-1.9373343651432617, F.interpolate(image, size: [4, 9], mode: InterpolationMode.NearestExact));
    }

    [Fact]
    public void LinearModes()
    {
        Same(-0.6539193635256443, F.interpolate(image, size: [4, 9], mode: InterpolationMode.Bilinear, align_corners: false));
        Same(-2.3953944333361674, F.interpolate(image, size: [9, 4], mode: InterpolationMode.Bilinear, align_corners: true));
        Same(-3.2702668943138704, F.interpolate(image, size: [3, 4], mode: InterpolationMode.Bilinear, antialias: true));
        Same(2.3129839778442616, F.interpolate(Wave(2, 3, 9), size: [5], mode: InterpolationMode.Linear));
        Same(0.2782896791019368, F.interpolate(Wave(1, 2, 4, 5, 6), size: [3, 7, 4], mode: InterpolationMode.Trilinear));
    }

    [Fact]
    public void Bicubic()
    {
        Same(0.5305219644596357, F.interpolate(image, size: [9, 11], mode: InterpolationMode.Bicubic), 1e-5);
        Same(-4.174742941831102, F.interpolate(image, size: [3, 4], mode: InterpolationMode.Bicubic, antialias: true));
        Same(8.077824777196902, F.interpolate(image, scale_factor: [.6, 1.5], mode: InterpolationMode.Bicubic));
        Same(11.150245979413317, F.interpolate(image, scale_factor: [.5, 1.5], mode: InterpolationMode.Bicubic, recompute_scale_factor: true));
    }

    [Fact]
    public void AreaAveragesAndTheSameSizeIsTheIdentity()
    {
        Same(-3.937886858850951, F.interpolate(image, size: [3, 4], mode: InterpolationMode.Area));
        Close(image, F.interpolate(image, size: [6, 7], mode: InterpolationMode.Bicubic));
        Close(image, F.interpolate(image, scale_factor: [1], mode: InterpolationMode.Area));
    }

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        Assert.Contains("Trilinear needs 5 axes", Error(() => F.interpolate(image, size: [3, 4], mode: InterpolationMode.Trilinear)));
        Assert.Contains("3 to 5 axes", Error(() => F.interpolate(zeros(3), size: [3])));
        Assert.Contains("either size or scale_factor", Error(() => F.interpolate(image)));
        Assert.Contains("either size or scale_factor", Error(() => F.interpolate(image, size: [2], scale_factor: [2])));
        Assert.Contains("3 entries for 2", Error(() => F.interpolate(image, size: [1, 2, 3])));
        Assert.Contains("align_corners", Error(() => F.interpolate(image, size: [3], align_corners: false)));
        Assert.Contains("antialias", Error(() => F.interpolate(image, size: [3], antialias: true)));
    }

    private static string Error(Func<Tensor> call) => Assert.Throws<ArgumentException>(call).Message;
}
