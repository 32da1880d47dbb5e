using InternVideo2.Checkpoints;
using InternVideo2.Encoders;
using InternVideo2.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Stage2;

/// <summary>Tables of positions of a whole stage-2 checkpoint are brought to another grid as officially; those of pictures stay as they are.</summary>
public sealed class PositionInterpolationGoldenTests
{
    [GoldenTheory("stage2/pos_embed_interpolation")]
    public void Tables(string file)
    {
        using var golden = new GoldenFile(file);
        var (fromGrid, fromFrames) = (golden.Int("from_grid"), golden.Int("from_frames"));
        Assert.All(golden.Keys("out."), name =>
        {
            using var scope = NewDisposeScope();
            var (what, key) = (name[..name.IndexOf('.')], name[(name.IndexOf('.') + 1)..]);
            var to = new TokenGrid(what == "spatial" ? fromFrames : golden.Int("to_frames"), what == "temporal" ? fromGrid : golden.Int("to_grid"));
            var table = golden.Read("in." + name);
            var resized = OfficialKeys.TableAxes(key) is null ? table : PositionResize.ResizeTable(table, new(fromFrames, fromGrid), to);
            golden.Check("out." + name, resized, 5e-6);
        });
    }
}
