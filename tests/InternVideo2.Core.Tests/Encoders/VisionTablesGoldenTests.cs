using InternVideo2.Encoders;
using InternVideo2.Layers;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Encoders;

/// <summary>The tables of positions of stage 3's vision encoders are the official ones, at their own size and resized.</summary>
public sealed class VisionTablesGoldenTests
{
    [GoldenTheory("stage3/pos_tables")]
    public void Tables(string file)
    {
        using var golden = new GoldenFile(file);
        var cases = golden.Config.EnumerateArray().GroupBy(config => config.GetProperty("kind").GetString()!);
        Assert.All(cases.SelectMany(kind => kind.Index(), (kind, item) => (Kind: kind.Key, item.Index, Config: item.Item)), item =>
        {
            using var scope = NewDisposeScope();
            int Int(string key) => item.Config.GetProperty(key).GetInt32();
            if (item.Kind == "umt")
            {
                var options = new UmtEncoderOptions
                {
                    Width = Int("d"),
                    Heads = 1,
                    Depth = 1,
                    ImageSize = Int("img"),
                    PatchSize = Int("patch"),
                    TrainedFrames = Int("checkpoint_frames"),
                };
                using var encoder = new UmtEncoder(options, Initializer.Blank(META));
                golden.Check($"out.umt.{item.Index}", encoder.Positions(Int("frames")).unsqueeze(0), 1e-5);
                return;
            }
            var from = new TokenGrid(Int("frames"), Int("grid"));
            var to = new TokenGrid(Int("new_frames"), (int)Math.Sqrt(Int("new_patches")));
            golden.Check($"out.iv2.{item.Index}", PositionResize.ResizeTable(golden.Read($"in.iv2.{item.Index}"), from, to), 1e-5);
            golden.Check($"out.iv2_sincos.{item.Index}", PositionTables.TimeAndSquare(Int("d"), from.Times, from.Side, classRow: true).unsqueeze(0), 1e-5);
            golden.Check($"out.iv2_sincos_img.{item.Index}", PositionTables.TimeAndSquare(Int("d"), 1, from.Side, classRow: true).unsqueeze(0), 1e-5);
        });
    }
}
