using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>Both forms of a clip list are read; every way to get one wrong is named with its place.</summary>
public sealed class ClipManifestTests
{
    private static ClipManifest Parse(string text) => ClipManifest.Parse(text, "list", "/media");

    [Fact]
    public void An_array_and_lines_say_the_same()
    {
        const string first = """{"video": "a.mp4", "caption": "one"}""";
        const string second = """{"id": "second", "video": "b/c.mkv", "start": 1.5, "end": 4, "caption": ["two", "zwei"], "label": 7}""";

        var array = Parse($"[{first},\n{second}]");
        var lines = Parse($"{first}\n\n{second}\n");

        foreach (var clips in new[] { array.Clips, lines.Clips })
        {
            Assert.Equal(2, clips.Count);
            Assert.Equal(("a.mp4", "/media/a.mp4", "one"), (clips[0].Id, clips[0].Path, clips[0].Caption));
            Assert.Equal(((double?)null, (double?)null), (clips[0].Start, clips[0].End));
            Assert.Equal(("second", "/media/b/c.mkv", 1.5, 4.0), (clips[1].Id, clips[1].Path, clips[1].Start, clips[1].End));
            Assert.Equal(["two", "zwei"], clips[1].Captions["caption"]);
            Assert.Equal("7", clips[1].Columns["label"]);
        }
    }

    [Fact]
    public void Two_cuts_of_one_file_get_ids_of_their_own()
    {
        var clips = Parse("""[{"video":"a.mp4","start":0,"end":3.5},{"video":"a.mp4","start":4.5}]""").Clips;

        Assert.Equal(["a.mp4#0-3.5", "a.mp4#4.5-"], clips.Select(c => c.Id));
    }

    [Fact]
    public void Package_and_path_stand_for_a_video()
    {
        var clip = Parse("""{"package":"lightsoff","path":"usr/x.ogv"}""").Clips[0];

        Assert.Equal("/media/lightsoff/usr/x.ogv", clip.Path);
        Assert.Equal("\"lightsoff\"", clip.Columns["package"]);
    }

    [Theory]
    [InlineData("", "no clips")]
    [InlineData("[]", "no clips")]
    [InlineData("""{"video":"a.mp4"}""" + "\n{", "list, line 2: not valid JSON")]
    [InlineData("""[{"video":"a.mp4"},3]""", "list, item 1: expected an object")]
    [InlineData("""{"picture":"a.png"}""", "column 'video'")]
    [InlineData("""{"picture":"a.png"}""", "found: picture")]
    [InlineData("""{"video":""}""", "not empty")]
    [InlineData("""{"video":7}""", "'video' is 7")]
    [InlineData("""{"video":"../a.mp4"}""", "leaves the media folder")]
    [InlineData("""{"video":"b/../../a.mp4"}""", "leaves the media folder")]
    [InlineData("""{"video":"/etc/passwd"}""", "leaves the media folder")]
    [InlineData("""{"video":"../media2/a.mp4"}""", "leaves the media folder")]
    [InlineData("""{"video":"a\u0000b.mp4"}""", "leaves the media folder")]
    [InlineData("""{"video":"a.mp4","start":-1}""", "'start' is -1")]
    [InlineData("""{"video":"a.mp4","end":"3"}""", "'end' is \"3\"")]
    [InlineData("""{"video":"a.mp4","start":3,"end":3}""", "ends at 3 s")]
    [InlineData("""{"video":"a.mp4","caption":[]}""", "at least one")]
    [InlineData("""{"video":"a.mp4","caption":3}""", "'caption'")]
    [InlineData("""{"video":"a.mp4","factors":["star"]}""", "'factors' is Array")]
    [InlineData("""{"video":"a.mp4","QA":{"q":"What?"}}""", "'QA' is Object")]
    [InlineData("""{"video":"a.mp4","QA":[{"q":"What?"}]}""", "an entry of 'QA'")]
    [InlineData("""{"video":"a.mp4","QA":[{"q":"What?","a":3}]}""", "an entry of 'QA'")]
    [InlineData("""{"video":"a.mp4"}""" + "\n" + """{"video":"a.mp4"}""", "list, line 2: the id 'a.mp4' was already used at list, line 1")]
    public void What_is_wrong_is_said_with_its_place(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<ManifestException>(() => Parse(text)).Message);
    }

    [Fact]
    public void Labels_and_questions_are_read()
    {
        var clips = Parse("""
            [{"video":"a.mp4","factors":{"shape":"star","size":3,"phases":[["moves left","slowly"]]},"QA":[{"i":"Look.","q":"What?","a":"A star."},{"q":"Where?","a":"There."}]},
             {"video":"b.mp4"}]
            """).Clips;

        Assert.Equal(("star", "3", """[["moves left","slowly"]]"""), (clips[0].Factors["shape"], clips[0].Factors["size"], clips[0].Factors["phases"]));
        Assert.Equal([new ClipQuestion("Look.", "What?", "A star."), new ClipQuestion("", "Where?", "There.")], clips[0].Questions);
        Assert.Empty(clips[0].Columns);
        Assert.Empty(clips[1].Factors);
        Assert.Empty(clips[1].Questions);
    }

    [Fact]
    public void A_conversation_may_be_about_nothing_that_is_seen()
    {
        var clips = Parse("""[{"QA":[{"q":"","a":"Yes."}]},{"id":"second","QA":[{"q":"Why?","a":"So."}]}]""").Clips;

        Assert.Equal(["text at item 0", "second"], clips.Select(c => c.Id));
        Assert.All(clips, clip => Assert.Empty(clip.Path));
        Assert.Equal([new ClipQuestion("", "", "Yes.")], clips[0].Questions);
    }

    [Fact]
    public void A_missing_list_is_named()
    {
        Assert.Contains("absent.jsonl", Assert.Throws<ManifestException>(() => ClipManifest.Read("absent.jsonl")).Message);
    }

    [Fact]
    public void Paths_are_relative_to_the_list_unless_told_otherwise()
    {
        var folder = Directory.CreateTempSubdirectory("manifest");
        try
        {
            var path = Path.Combine(folder.FullName, "list.jsonl");
            File.WriteAllText(path, """{"video":"a.mp4"}""");

            Assert.Equal(Path.Combine(folder.FullName, "a.mp4"), ClipManifest.Read(path).Clips[0].Path);
            Assert.Equal("/media/a.mp4", ClipManifest.Read(path, "/media").Clips[0].Path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
