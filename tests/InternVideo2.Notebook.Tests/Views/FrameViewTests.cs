using System.Xml.Linq;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>Views of frames: one picture and one line for each frame, as PNG, with names from files encoded.</summary>
public sealed class FrameViewTests
{
    private static readonly XNamespace Ns = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_contact_sheet_shows_each_frame_with_its_time()
    {
        var sheet = new ClipSheet(TestClips.Bright(6, 16));
        var svg = XDocument.Parse(sheet.ToSvg());
        Assert.Equal(6, svg.Descendants(Ns + "image").Count());
        Assert.Contains(svg.Descendants(Ns + "text"), t => t.Value == "2.50 s · frame 60");
        Assert.Equal("bright.mp4: 6 frames · 16 × 16 · 0.00–2.50 s", sheet.ToString());
        var bundle = sheet.ToMimeBundle();
        Assert.Equal(["image/png", "text/plain"], bundle.Keys.Order());
        Assert.True(PngFile.Decode(Convert.FromBase64String(bundle["image/png"])).Width > 300);
    }

    [Fact]
    public void A_file_name_is_text()
    {
        var svg = XDocument.Parse(new ClipSheet(TestClips.Bright(1, 4, "clips/<script>&.mp4")).ToSvg());
        Assert.Contains(svg.Descendants(Ns + "text"), t => t.Value == "<script>&.mp4");
    }

    [Fact]
    public void The_pixels_of_the_sheet_are_the_pixels_of_the_frames()
    {
        var clip = TestClips.Bright(1, 8);
        var image = XDocument.Parse(new ClipSheet(clip) { FrameWidth = 4 }.ToSvg()).Descendants(Ns + "image").Single();
        Assert.Equal(clip.Pixels, PngFile.Decode(Convert.FromBase64String(image.Attribute("href")!.Value["data:image/png;base64,".Length..])).Rgb);
    }

    [Fact]
    public void A_patch_grid_numbers_the_tokens_of_its_frame()
    {
        var grid = new PatchGrid(TestClips.Bright(3, 16), frame: 2, grid: 4);
        var numbers = XDocument.Parse(grid.ToSvg()).Descendants(Ns + "text").Select(t => t.Value).Where(t => t.All(char.IsAsciiDigit)).ToList();
        Assert.Equal(Enumerable.Range(33, 16).Select(i => i.ToString()), numbers.Where(n => n.Length > 0));
        Assert.Equal(32, new PatchGrid(TestClips.Bright(3, 16), 2, 4, hasClassToken: false).FirstToken);
    }

    [Fact]
    public void A_frame_that_does_not_exist_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PatchGrid(TestClips.Bright(3, 16), 3, 4));

    [Fact]
    public void A_moving_clip_is_an_animated_png_of_all_frames()
    {
        var picture = PngFile.Decode(Convert.FromBase64String(new MovingClip(TestClips.Bright(5, 16), width: 8).ToMimeBundle()["image/png"]));
        Assert.Equal((8, 8), (picture.Width, picture.Height));
        Assert.Equal(5, picture.Chunks.Count(c => c == "fcTL"));
    }

    [Fact]
    public void A_clip_without_frames_is_refused() =>
        Assert.Contains("has none", Assert.Throws<ArgumentException>(() => new ClipSheet(new([], 0, 4, 4, [], [], "x.mp4")).ToSvg()).Message);
}
