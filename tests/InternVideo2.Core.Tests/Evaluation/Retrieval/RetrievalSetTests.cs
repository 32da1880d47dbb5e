using InternVideo2.Data;
using InternVideo2.Data.MovingShapes;
using InternVideo2.Evaluation;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Evaluation.Retrieval;

/// <summary>Captions of a list become texts and ground truth in each of the forms of annotation.</summary>
public sealed class RetrievalSetTests
{
    private static readonly IReadOnlyList<ClipEntry> Clips = ClipManifest.Parse("""
        {"video": "a.mp4", "caption": ["A dog!", "runs"]}
        {"video": "b.mp4", "caption": ["a Dog", "sleeps"]}
        {"video": "c.mp4", "caption": "a cat"}
        """, "list", Path.GetTempPath()).Clips;

    [Theory]
    [InlineData(CaptionUse.First, false, "a dog|a dog|a cat", "one text per medium")]
    [InlineData(CaptionUse.First, true, "a dog|a cat", "classes: 1–2 media per text")]
    [InlineData(CaptionUse.Each, false, "a dog|runs|a dog|sleeps|a cat", "1–2 texts per medium")]
    [InlineData(CaptionUse.Each, true, "a dog|runs|sleeps|a cat", "1–2 texts per medium, 1–2 media per text")]
    [InlineData(CaptionUse.Paragraph, false, "a dog runs|a dog sleeps|a cat", "one text per medium")]
    public void Forms(CaptionUse use, bool mergeEqual, string texts, string truth)
    {
        var set = RetrievalSet.OfCaptions("set", Clips, AngleModel.Read, use: use, mergeEqual: mergeEqual);
        set.Validate();
        Assert.Equal(texts.Split('|'), set.Texts);
        Assert.Equal(truth, set.Truth.ToString());
    }

    [Fact]
    public void Texts_are_cleaned_before_they_are_compared()
    {
        var set = RetrievalSet.OfCaptions("set", Clips, AngleModel.Read, mergeEqual: true, clean: text => text.ToLowerInvariant().Replace("dog!", "cat").Replace("dog", "cat"));
        Assert.Equal("a cat", Assert.Single(set.Texts));
        Assert.Equal([0, 1, 2], set.Truth.MediaOf[0]);
    }

    [Fact]
    public void A_corpus_brings_its_captions_and_reads_its_media()
    {
        using var shapes = new ShapesMedia(new() { Speech = false, Sampler = new IntervalSampler { Frames = 2 } });
        var hard = RetrievalSet.OfCorpus(shapes.AudioVideo(ShapesSplit.RetrievalHard, 8), ShapesCaptions.AllColumn);
        Assert.Equal("classes: 2 media per text", hard.Truth.ToString());
        using var batch = hard.Read([hard.Clips[3], hard.Clips[0]], default);
        Assert.Equal((MediaType.AudioVideo, 2L, 28L), (batch.Media, batch.Frames.shape[2], batch.Frames.shape[4]));
        Assert.Equal([hard.Clips[3].Id, hard.Clips[0].Id], batch.Ids);

        var sounds = RetrievalSet.OfCorpus(shapes.Audio(ShapesSplit.Test, 3));
        using var heard = sounds.Read(sounds.Clips, default);
        Assert.Equal((MediaType.Audio, false, 3L), (heard.Media, heard.HasFrames, heard.Sound!.shape[0]));
    }

    [Fact]
    public void Clips_without_a_text_are_named()
    {
        Assert.Contains("'a.mp4' has no column 'speech'; it has 'caption'", Refusal(() => RetrievalSet.OfCaptions("set", Clips, AngleModel.Read, "speech")));
        Assert.Contains("'a.mp4' has an empty text", Refusal(() => RetrievalSet.OfCaptions("set", Clips, AngleModel.Read, clean: _ => " ")));

        static string Refusal(Func<RetrievalSet> make) => Assert.Throws<ArgumentException>(make).Message;
    }
}
