using InternVideo2.Data;
using Xunit;

namespace InternVideo2.Tests.Data;

/// <summary>Official classification lists become clip lists with labels; what is wrong in a line is said with its number.</summary>
public sealed class ClassifierListTests
{
    private static ClipManifest Parse(string text, ListColumns columns, char separator = ',') =>
        ClassifierList.Parse(text, "train.csv", columns, Path.GetTempPath(), separator);

    [Fact]
    public void Paths_may_contain_the_separator()
    {
        var list = Parse("a/b, c.mp4,12\n\n\"d.mp4\",3\r\n", ListColumns.Label);
        var labels = ClipLabels.From(list, ClassifierList.LabelColumn);

        Assert.Equal(["a/b, c.mp4", "d.mp4"], list.Clips.Select(clip => clip.Id));
        Assert.Equal(["3", "12"], labels.Names);
        Assert.Equal(1, labels["a/b, c.mp4"]);
        Assert.Equal(Path.Combine(Path.GetTempPath(), "d.mp4"), list.Clips[1].Path);
    }

    [Fact]
    public void Folders_know_their_number_of_frames() =>
        Assert.Equal("47", Parse("v/1 47 5", ListColumns.FramesAndLabel, ' ').Clips[0].Columns[ClassifierList.FramesColumn]);

    [Fact]
    public void Cuts_are_in_seconds_and_three_times_minus_one_is_the_whole_video()
    {
        var list = Parse("a.mp4,30,1.5,4,7\na.mp4,-1,-1,-1,8", ListColumns.CutAndLabel);

        Assert.Equal((1.5, 4, "a.mp4#1.5-4"), (list.Clips[0].Start, list.Clips[0].End, list.Clips[0].Id));
        Assert.Equal((null, null, "a.mp4"), (list.Clips[1].Start, list.Clips[1].End, list.Clips[1].Id));
    }

    [Theory]
    [InlineData("a.mp4", ListColumns.Label, "has 1 columns")]
    [InlineData("a.mp4,x", ListColumns.Label, "the label is 'x'")]
    [InlineData("a.mp4,-2", ListColumns.Label, "the label is '-2'")]
    [InlineData("a,b,3", ListColumns.FramesAndLabel, "number of frames is 'b'")]
    [InlineData("a.mp4,30,4,2,1", ListColumns.CutAndLabel, "from 4 s to 2 s")]
    [InlineData("a.mp4,30,4,often,1", ListColumns.CutAndLabel, "'often' is no time")]
    [InlineData("../a.mp4,1", ListColumns.Label, "leaves the media folder")]
    [InlineData("/etc/passwd,1", ListColumns.Label, "leaves the media folder")]
    public void Says_what_is_wrong_and_in_which_line(string line, ListColumns columns, string message)
    {
        var error = Assert.Throws<ManifestException>(() => Parse($"\n{line}", columns));
        Assert.Contains("train.csv, line 2", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_clip_that_comes_twice_is_refused() =>
        Assert.Contains("line 2", Assert.Throws<ManifestException>(() => Parse("a.mp4,1\na.mp4,2", ListColumns.Label)).Message);

    [Fact]
    public void A_missing_list_is_named() =>
        Assert.Contains("'nowhere.csv'", Assert.Throws<ManifestException>(() => ClassifierList.Read("nowhere.csv", ListColumns.Label)).Message);
}
