using System.Globalization;
using System.Text.RegularExpressions;
using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;

namespace InternVideo2.Tests.Layers;

/// <summary>The tables of positions have the official values.</summary>
public sealed partial class PositionTablesGoldenTests
{
    private const double Tolerance = 2e-6;

    [GoldenTheory("posembed_sincos")]
    public void Sine_cosine_tables(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var name in golden.Keys("out."))
        {
            var match = SinCosName().Match(name);
            Assert.True(match.Success, name);
            int Part(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            var classRow = match.Groups["cls"].Success;
            using var table = match.Groups["kind"].Value switch
            {
                "1d" => PositionTables.OneAxis(Part("d"), Part("t"), classRow),
                "2d" => PositionTables.Square(Part("d"), Part("g"), classRow),
                _ => PositionTables.TimeAndSquare(Part("d"), Part("t"), Part("g"), classRow),
            };
            golden.Check("out." + name, table, Tolerance);
        }
    }

    [GoldenTheory("posembed_videomae_sinusoid")]
    public void Interleaved_tables(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var name in golden.Keys("out."))
        {
            var match = InterleavedName().Match(name);
            Assert.True(match.Success, name);
            int Part(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            if (!match.Groups["f"].Success)
            {
                using var table = PositionTables.Interleaved(Part("d"), Part("n"));
                golden.Check("out." + name, table, Tolerance);
                continue;
            }
            // Resized from the released model's grid: 8 positions in time.
            using var trained = PositionTables.Interleaved(Part("d"), Part("pre"));
            var from = new TokenGrid(8, Root(Part("pre") / 8));
            using var resized = PositionResize.Resize(trained, from, new TokenGrid(Part("f"), Root(Part("n") / Part("f"))));
            golden.Check("out." + name, resized, Tolerance);
        }
    }

    private static int Root(int square) => (int)Math.Round(Math.Sqrt(square));

    [GeneratedRegex("^(?<kind>[123]d)_d(?<d>[0-9]+)(_g(?<g>[0-9]+))?(_t(?<t>[0-9]+))?(?<cls>_cls)?$")]
    private static partial Regex SinCosName();

    [GeneratedRegex("^(table|interp)_n(?<n>[0-9]+)_d(?<d>[0-9]+)(_f(?<f>[0-9]+)_pre(?<pre>[0-9]+))?$")]
    private static partial Regex InterleavedName();
}
