using System.Text.Json;
using InternVideo2.Encoders;
using InternVideo2.Tests.Golden;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>
/// Attention-guided masks equal the official ones for equal noise; all kinds mask exactly as many tokens as the official generators.
/// </summary>
public sealed class MaskingGoldenTests
{
    [GoldenTheory("masking")]
    public void Masks(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var row in golden.Config.GetProperty("counts").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            switch (row.GetProperty("type").GetString())
            {
                case "attention":
                    CheckAttention(golden, row);
                    break;
                case "tube":
                    CheckWindow(golden, row, "tube", Masking.Tube);
                    break;
                case "random":
                    CheckWindow(golden, row, "random", Masking.Random);
                    break;
                case var other:
                    Assert.Fail($"unknown mask type {other}");
                    break;
            }
        }
        CheckPeaked(golden);
    }

    private static void CheckAttention(GoldenFile golden, JsonElement row)
    {
        var (index, clips, ratio) = (row.GetProperty("case").GetInt32(), row.GetProperty("batch").GetInt32(), row.GetProperty("ratio").GetDouble());
        var order = Masking.Order(golden.Read($"in.attn.{index}"), golden.Read($"in.exp_noise.{index}"));
        golden.Check($"out.importance.{index}", order, 0);
        var mask = Masking.FromOrder(order, clips, ratio);
        golden.Check($"out.mask.{index}", mask, 0);
        Assert.Equal(row.GetProperty("visible_total_incl_cls").GetInt64(), mask[0].logical_not().sum().ToInt64());
        Assert.Equal(row.GetProperty("visible_per_frame").GetInt32(), row.GetProperty("tokens_per_frame").GetInt32() - Masking.Masked(row.GetProperty("tokens_per_frame").GetInt32(), ratio));
    }

    private static void CheckWindow(GoldenFile golden, JsonElement row, string kind, Func<int, TokenGrid, double, Generator, Tensor> draw)
    {
        var window = row.GetProperty("window").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        var ratio = row.GetProperty("ratio").GetDouble();
        var (masked, visible) = (row.GetProperty("masked").GetInt64(), row.GetProperty("visible").GetInt64());
        using var generator = new Generator(7);
        var mask = draw(3, new TokenGrid(window[0], window[1]), ratio, generator);
        // The official samples have no class column.
        var official = golden.Read($"out.{kind}_t{window[0]}_h{window[1]}_w{window[2]}_r{(int)Math.Round(ratio * 100)}");
        for (var clip = 0; clip < 3; clip++)
        {
            Assert.Equal(masked, official[clip].sum().ToInt64());
            Assert.Equal((masked, visible + 1), (mask[clip].sum().ToInt64(), mask[clip].logical_not().sum().ToInt64()));
        }
    }

    private static void CheckPeaked(GoldenFile golden)
    {
        using var scope = NewDisposeScope();
        var attention = golden.Read("in.attn_peaked");
        var peaked = golden.Config.GetProperty("peaked");
        using var generator = new Generator(3);
        // Whatever the draws, only one mask is possible.
        var mask = Masking.Attention(attention, peaked.GetProperty("batch").GetInt32(), peaked.GetProperty("ratio").GetDouble(), generator);
        golden.Check("out.mask_peaked", mask, 0);
    }
}
