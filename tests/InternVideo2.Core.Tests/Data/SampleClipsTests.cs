using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>The list of sample clips in the repository is complete and well-formed.</summary>
public sealed class SampleClipsTests
{
    [Fact]
    public void All_24_cuts_have_a_caption_a_cut_and_a_word_about_sound()
    {
        var manifest = ClipManifest.Read(Path.Combine(Repository(), "data", "clips.jsonl"), "/media");

        Assert.Equal(24, manifest.Clips.Count);
        Assert.Equal(24, manifest.Clips.Select(c => c.Caption).Distinct().Count());
        Assert.All(manifest.Clips, clip =>
        {
            Assert.True(clip.Caption!.Length > 20);
            Assert.InRange(clip.End!.Value - clip.Start!.Value, 0.5, 15);
            Assert.Contains(clip.Columns["sound"], new[] { "\"none\"", "\"silent\"", "\"quiet\"", "\"present\"" });
            Assert.StartsWith($"/media/{clip.Columns["package"].Trim('"')}/usr/", clip.Path);
        });
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "InternVideo2.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        }

        return folder;
    }
}
