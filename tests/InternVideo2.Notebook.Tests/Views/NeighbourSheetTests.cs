using System.Xml.Linq;
using InternVideo2.Features;
using InternVideo2.Video;
using Xunit;
using static TorchSharp.torch;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The sheet shows the clips asked about and their neighbours in order, each clip read once, and says the same in words.</summary>
public sealed class NeighbourSheetTests
{
    [Fact]
    public void Rows_of_pictures_and_cosines()
    {
        using var features = new FeatureSet(["<east>", "north", "north-east"], tensor(new float[,] { { 2, 0 }, { 0, 1 }, { 3, 3 } }));
        var asked = new List<int>();
        var sheet = NeighbourSheet.Of(features, [0, 1], Picture, "Which way?", count: 2);

        Assert.Equal([0, 1, 2], asked.Order());
        Assert.Equal(
            ["Which way?", "<east>: north-east (0.71), north (0.00)", "north: north-east (0.71), <east> (0.00)"], sheet.ToString().Split(Environment.NewLine));
        var svg = XDocument.Parse(sheet.ToSvg());
        var images = svg.Descendants().Where(e => e.Name.LocalName == "image").Select(e => PngFile.Decode(Convert.FromBase64String(e.Attribute("href")!.Value.Split(',')[1]))).ToList();
        Assert.Equal([0, 2, 1, 1, 2, 0], images.Select(image => image[5, 5].R / 80));
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value == "0.71 north-east");

        VideoClip Picture(int index)
        {
            asked.Add(index);
            var pixels = new byte[2 * 10 * 20 * 3];
            pixels.AsSpan(10 * 20 * 3).Fill((byte)(index * 80));
            return new VideoClip(pixels, 2, 10, 20, [], [], "");
        }
    }

    [Fact]
    public void Nothing_to_ask_about_is_refused()
    {
        using var features = new FeatureSet(["one", "two"], ones(2, 3));
        Assert.Throws<ArgumentException>(() => NeighbourSheet.Of(features, [], _ => throw new InvalidOperationException(), "none"));
    }
}
