using System.Globalization;
using System.Text.RegularExpressions;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Checkpoints;

/// <summary>Tables brought to other grids and patch kernels brought to other tubelets have the official values.</summary>
public sealed partial class TableAndKernelGoldenTests
{
    private const double Tolerance = 5e-6;

    [GoldenTheory("posembed_interp")]
    public void Tables_and_kernels(string file)
    {
        using var golden = new GoldenFile(file);
        Assert.All(golden.Keys("out."), name =>
        {
            using var scope = NewDisposeScope();
            golden.Check("out." + name, Adapted(golden, name), Tolerance);
        });
    }

    private static Tensor Adapted(GoldenFile golden, string name)
    {
        if (name.StartsWith("kernel_pool", StringComparison.Ordinal)) return PatchKernel.Pool(golden.Read("in." + name));
        if (InflationName().Match(name) is { Success: true } inflation)
        {
            var how = inflation.Groups["how"].Value == "mean" ? TubeletInflation.Mean : TubeletInflation.Centre;
            return PatchKernel.Inflate(golden.Read("in.inflate_weight2d"), Number(inflation, "k"), how);
        }
        var (from, to) = Grids(name);
        return PositionResize.ResizeTable(golden.Read("in." + name), from, to);
    }

    private static (TokenGrid From, TokenGrid To) Grids(string name)
    {
        if (ImageName().Match(name) is { Success: true } image) return (new(1, Number(image, "g0")), new(1, Number(image, "g1")));
        var match = TableName().Match(name);
        Assert.True(match.Success, name);
        return match.Groups["part"].Value switch
        {
            "spatial" => (new(1, Number(match, "g0")), new(1, Number(match, "g1"))),
            "temporal" => (new(Number(match, "t0"), 1), new(Number(match, "t1"), 1)),
            _ => (new(Number(match, "t0"), Number(match, "g0")), new(Number(match, "t1"), Number(match, "g1"))),
        };
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(joint|sep)_(?<t0>[0-9]+)x(?<g0>[0-9]+)_to_(?<t1>[0-9]+)x(?<g1>[0-9]+)(\.(?<part>spatial|temporal))?$")]
    private static partial Regex TableName();

    [GeneratedRegex("^image_(?<g0>[0-9]+)_to_(?<g1>[0-9]+)$")]
    private static partial Regex ImageName();

    [GeneratedRegex("^inflate_t(?<k>[0-9]+)_(?<how>center|mean)$")]
    private static partial Regex InflationName();
}
