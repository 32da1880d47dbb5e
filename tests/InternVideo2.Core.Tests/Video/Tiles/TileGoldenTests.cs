using System.Text.Json;
using InternVideo2.Tests.Golden;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Tests.Video;

/// <summary>Grids, their order, the resize and the tiles are the official ones.</summary>
[Trait("Category", "Golden")]
public sealed class TileGoldenTests
{
    [GoldenTheory("stage3/hd_grids")]
    public void Grids_are_chosen_as_officially(string file)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(GoldenFolder.FullPath(file)));
        var size = golden.RootElement.GetProperty("size").GetInt32();
        foreach (var list in golden.RootElement.GetProperty("ratio_lists").EnumerateObject())
        {
            Assert.Equal(list.Value.EnumerateArray().Select(Grid), TileGrid.Candidates(int.Parse(list.Name)));
        }
        foreach (var chosen in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            int Number(string name) => chosen.GetProperty(name).GetInt32();
            Assert.Equal(Grid(chosen.GetProperty("grid")), TileGrid.Nearest(Number("width"), Number("height"), Number("hd_num"), size));
        }
    }

    [GoldenTheory("stage3/hd_resize")]
    public void Clips_are_resized_and_cut_as_officially(string file)
    {
        using var golden = new GoldenFile(file);
        foreach (var (number, described) in golden.Config.EnumerateArray().Index())
        {
            // The variant that pads is not used by any model.
            if (described.GetProperty("padding").GetBoolean()) continue;
            using var scope = NewDisposeScope();
            var size = described.GetProperty("image_size").GetInt32();
            var clip = golden.Read($"in.frames.{number}").to(ScalarType.Float32).transpose(0, 1); // 3 T H W
            var grid = TileGrid.Nearest((int)clip.shape[3], (int)clip.shape[2], described.GetProperty("hd_num").GetInt32(), size);

            var resized = TileCut.Resize(clip, grid, size);
            var tiles = TileCut.Cut(resized, size).transpose(1, 2); // n T 3 s s

            golden.Check($"out.resized.{number}", resized.transpose(0, 1), 1e-5);
            golden.Check($"out.tiles.{number}", tiles.narrow(0, 0, grid.Count), 1e-5);
            golden.Check($"out.global.{number}", tiles.select(0, grid.Count), 1e-5);
        }
    }

    private static TileGrid Grid(JsonElement pair) => new(pair[0].GetInt32(), pair[1].GetInt32());
}
