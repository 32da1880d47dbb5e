using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using Xunit;

namespace InternVideo2.Tests.Data.Corpora;

/// <summary>Which captions a sample comes with, and which clips are left out for theirs (stage 2, 10.2).</summary>
public sealed class CaptionChoiceTests
{
    private static ClipEntry Clip(string captions) => ClipManifest.Parse($$"""{"video":"a.mp4",{{captions}}}""", "list", "/media").Clips[0];

    [Theory]
    [InlineData("\"caption\":\"A red star.\"", null)]
    [InlineData("\"captions\":[\"x\", \"a star\"]", null)]
    [InlineData("\"caption\":[\"star\", \"x-\"]", "says in 'caption' only 'star'")]
    [InlineData("\"caption\":\"\"", "says in 'caption' only ''")]
    [InlineData("\"asr_captions\":\"a word\"", "has no column 'caption'")]
    public void One_caption_must_be_long_enough(string captions, string? refusal) => Check(new CaptionChoice().Refusal(Clip(captions)), refusal);

    [Theory]
    [InlineData("\"avs_captions\":\"a star\", \"asr_captions\":\"\"", null)]
    [InlineData("\"avs_captions\":\"a star\", \"av_captions\":\"star\"", "says in 'av_captions' only 'star'")]
    [InlineData("\"labels\":3", "has no caption")]
    public void Of_all_columns_speech_alone_may_be_short(string captions, string? refusal) => Check(new CaptionChoice { All = true }.Refusal(Clip(captions)), refusal);

    [Fact]
    public void All_columns_that_every_clip_has_are_taken()
    {
        var choice = new CaptionChoice { All = true };
        ClipEntry[] clips = [Clip("\"b_caption\":\"a b\", \"a_caption\":\"a b\", \"asr_captions\":\"a\""), Clip("\"a_caption\":\"a b\", \"b_caption\":\"a b\"")];

        Assert.Equal(["a_caption", "b_caption"], choice.Columns(clips, "list"));
        Assert.Contains("no caption column is common", Assert.Throws<ManifestException>(() => choice.Columns([clips[0], Clip("\"other_caption\":\"a b\"")], "list")).Message);
    }

    [Fact]
    public void A_paragraph_is_one_text() =>
        Assert.Equal("a star it moves", new CaptionChoice { Joined = true }.Draw(Clip("\"caption\":[\"A star.\", \"It moves.\"]"), "caption", new SeededRandom(0)));

    [Fact]
    public void Without_a_least_number_of_words_an_empty_text_may_come() =>
        Assert.Equal("", new CaptionChoice { MinWords = 0 }.Draw(Clip("\"caption\":\"!\""), "caption", new SeededRandom(0)));

    [Fact]
    public void A_vocabulary_sees_every_text_of_the_columns_that_are_used()
    {
        var clips = ClipManifest.Parse("""[{"video":"a.mp4","caption":["A star.","Two stars"],"asr_captions":"Hello!"}]""", "list", "/media");
        var corpus = new Corpus { Name = "set", Media = MediaType.Video, Clips = clips, Frames = new ToyLoader() };

        Assert.Equal(["a star", "two stars"], corpus.Texts);
        Assert.Equal(["a star", "two stars", "hello"], (corpus with { Captions = new() { All = true } }).Texts);
    }

    private static void Check(string? actual, string? expected)
    {
        if (expected is null) Assert.Null(actual);
        else Assert.Contains(expected, actual);
    }
}
