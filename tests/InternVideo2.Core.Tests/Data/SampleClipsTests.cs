using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>The list of sample clips in the repository is complete and well-formed.</summary>
public sealed class SampleClipsTests
{
    [Fact]
    public void All_24_cuts_have_a_caption_a_cut_and_a_word_about_sound()
    {
        var manifest = ClipManifest.Read(Path.Combine(RepositoryFolder.Path, "data", "clips.jsonl"), "/media");

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

    [Fact]
    public void The_list_is_found_from_a_folder_below_and_a_clip_that_was_not_fetched_is_named()
    {
        var root = Directory.CreateTempSubdirectory("iv2-samples").FullName;
        try
        {
            Assert.Contains("no data/clips.jsonl", Assert.Throws<ManifestException>(() => SampleClips.Find(root)).Message);

            Directory.CreateDirectory(Path.Combine(root, "data"));
            File.WriteAllText(Path.Combine(root, "data", "clips.jsonl"), """{"id": "one", "package": "p", "path": "a.mp4"}""");
            var notebooks = Directory.CreateDirectory(Path.Combine(root, "notebooks", "deep")).FullName;
            var error = Assert.Throws<ManifestException>(() => SampleClips.Find(notebooks));
            Assert.Contains("'one' has not been fetched", error.Message);
            Assert.Contains("./iv2 setup", error.Message);

            Directory.CreateDirectory(Path.Combine(root, "data", "cache", "p"));
            File.WriteAllText(Path.Combine(root, "data", "cache", "p", "a.mp4"), "");
            Assert.Equal("one", Assert.Single(SampleClips.Find(notebooks).Clips).Id);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
