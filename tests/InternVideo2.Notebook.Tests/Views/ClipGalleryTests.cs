using System.Diagnostics;
using System.Xml.Linq;
using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>The gallery decodes one frame of each clip, whatever its shape, and names it.</summary>
public sealed class ClipGalleryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iv2-gallery").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_clip_has_a_picture_and_its_id()
    {
        ClipEntry[] clips = [Clip("wide", "160x48", "red"), Clip("tall", "48x160", "blue")];
        var gallery = ClipGallery.Of(clips, "Two <clips>", width: 40);
        var svg = XDocument.Parse(gallery.ToSvg());
        var images = svg.Descendants().Where(e => e.Name.LocalName == "image").Select(e => PngFile.Decode(Convert.FromBase64String(e.Attribute("href")!.Value.Split(',')[1]))).ToList();
        Assert.Equal([(40, 30), (40, 30)], images.Select(i => (i.Width, i.Height)));
        Assert.True(images[0][20, 15] is { R: > 200, B: < 60 });
        Assert.True(images[1][20, 15] is { R: < 60, B: > 200 });
        Assert.Contains(svg.Descendants(), e => e.Value == "wide" && e.Name.LocalName == "text");
        Assert.Equal("Two <clips>: wide, tall", gallery.ToString());
    }

    private ClipEntry Clip(string id, string size, string color)
    {
        var path = Path.Combine(_folder, id + ".mkv");
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", $"color={color}:size={size}:duration=0.4:rate=10", "-c:v", "ffv1", "-pix_fmt", "bgr0", path]))!;
        ffmpeg.WaitForExit();
        return new(id, path, null, null, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());
    }
}
