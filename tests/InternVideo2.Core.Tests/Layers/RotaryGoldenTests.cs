using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Layers;

/// <summary>Queries and keys turn as in both kinds of official files, and the change of rows leads from one kind to the other.</summary>
public sealed class RotaryGoldenTests
{
    private const double Tolerance = 1e-5;

    [GoldenTheory("stage3/rope")]
    public void Both_pairings(string file)
    {
        using var golden = new GoldenFile(file);
        using var scope = NewDisposeScope();
        var (width, theta) = (golden.Int("D"), golden.Number("theta"));
        var order = golden.Read("out.perm");
        using var positions = new RotaryPositions(golden.Int("first_position"), golden.Int("S"), width, theta, golden.Read("in.q"));
        using var explicitly = new RotaryPositions(golden.Read("in.positions").unsqueeze(0), width, theta, golden.Read("in.q"));
        foreach (var name in new[] { "q", "k" })
        {
            var x = golden.Read("in." + name).index_select(3, order).transpose(1, 2); // B H S D
            var turned = positions.Turn(x).transpose(1, 2);
            golden.Check($"out.{name}_halfsplit_of_permuted", turned, Tolerance);
            golden.Check($"out.{name}_interleaved", RotaryPairing.ToPairs(turned.permute(3, 0, 1, 2), 1).permute(1, 2, 3, 0), Tolerance);
            golden.Check($"out.{name}_halfsplit_of_permuted", explicitly.Turn(x).transpose(1, 2), Tolerance);
        }
        var rows = arange(3 * width, dtype: ScalarType.Int64).view(-1, 1);
        Close.Check("rows of the second of three heads", RotaryPairing.ToHalves(rows, 3).flatten().narrow(0, width, width), order.add(width), 0);
        Close.Check("there and back", RotaryPairing.ToPairs(RotaryPairing.ToHalves(rows, 3), 3), rows, 0);
    }
}
