using InternVideo2.Video;

namespace InternVideo2.Notebook.Tests.Views;

/// <summary>Clips whose pixels are all different from black, so that darkening shows.</summary>
internal static class TestClips
{
    public static VideoClip Bright(int frames, int size, string source = "bright.mp4")
    {
        var pixels = new byte[frames * size * size * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(120 + (i % 100));
        return new(pixels, frames, size, size, [.. Enumerable.Range(0, frames).Select(t => t * 0.5)], [.. Enumerable.Range(0, frames).Select(t => t * 12)], source);
    }
}
