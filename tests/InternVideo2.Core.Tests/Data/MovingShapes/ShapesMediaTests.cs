using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;
using Xunit;

namespace InternVideo2.Tests.Data.MovingShapes;

/// <summary>The teaching set as four media types: shapes of tensors, and captions that say no more than a medium shows.</summary>
public sealed class ShapesMediaTests
{
    private static readonly ShapesMediaOptions Silent = new() { Speech = false, TwoMotions = 0 };

    private static ClipBatch First(Corpus corpus) => corpus.InOrder(3).First();

    [Fact]
    public void A_picture_says_nothing_of_motion()
    {
        using var shapes = new ShapesMedia(Silent);
        using var batch = First(shapes.Image(ShapesSplit.Train, 3));
        var factors = ShapesScene.Draw(0, 0, ShapesSplit.Train, 0).Factors;

        Assert.Equal((MediaType.Image, "3,3,1,28,28"), (batch.Media, string.Join(',', batch.Frames.shape)));
        Assert.Equal($"a {factors.Colour.Label()} {factors.Shape.Label()} on a {factors.Background.Label()} background", batch.Captions["caption"][0]);
        Assert.Null(batch.Sound);
    }

    [Fact]
    public void A_video_is_drawn_once()
    {
        using var shapes = new ShapesMedia(Silent);
        var corpus = shapes.Video(ShapesSplit.Test, 3);
        using var first = First(corpus);
        using var again = First(corpus);

        Assert.Equal([3, 3, 8, 28, 28], first.Frames.shape);
        Assert.Equal(first.Frames.data<float>().ToArray(), again.Frames.data<float>().ToArray());
        Assert.Equal(3 * 3 * 8 * 28 * 28 * 4, ((KeptClips)corpus.Frames!).Bytes);
        Assert.Equal(ShapesCaptions.Video(ShapesScene.Draw(0, 1, ShapesSplit.Test, 0).Factors), first.Captions["caption"][1]);
    }

    [Fact]
    public void A_sound_alone_has_no_frames()
    {
        using var shapes = new ShapesMedia(Silent);
        using var batch = First(shapes.Audio(ShapesSplit.Train, 3));

        Assert.False(batch.HasFrames);
        Assert.Equal([3, 298, 64], batch.Sound!.shape);
        Assert.Matches("^an? [a-z]+ plays a (slow|fast) (steady|rising|falling) melody$", batch.Captions["caption"][0]);
    }

    [Fact]
    public void Seen_and_heard_come_with_all_captions()
    {
        using var shapes = new ShapesMedia(Silent);
        using var batch = First(shapes.AudioVideo(ShapesSplit.Train, 3));

        Assert.Equal((MediaType.AudioVideo, 3L), (batch.Media, batch.Sound!.shape[0]));
        Assert.Equal(["av_captions", "avs_captions", "caption", "selected_audio_caption", "selected_video_caption"], batch.Captions.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"{batch.Captions["selected_video_caption"][2]} while {batch.Captions["selected_audio_caption"][2]}", batch.Captions["avs_captions"][2]);
    }

    [Fact]
    public void A_voice_says_the_word_of_the_caption()
    {
        using var speaking = new ShapesMedia(new ShapesMediaOptions());
        using var silent = new ShapesMedia(Silent with { TwoMotions = 0.25 });
        using var heard = First(speaking.AudioVideo(ShapesSplit.Train, 3));
        using var melody = First(silent.AudioVideo(ShapesSplit.Train, 3));

        Assert.EndsWith($"a voice says the word is {ShapesScene.Draw(0, 0, ShapesSplit.Train).Factors.Word.ToLowerInvariant()}", heard.Captions["avs_captions"][0]);
        Assert.Contains("a voice says", First(speaking.Audio(ShapesSplit.Train, 3)).Captions["caption"][0]);
        // Row 130 lies in the melody's pause, row 170 in the sentence.
        using var early = heard.Sound!.narrow(1, 0, 120).sub(melody.Sound!.narrow(1, 0, 120)).abs().max();
        using var late = heard.Sound.narrow(1, 150, 40).sub(melody.Sound.narrow(1, 150, 40)).abs().max();
        Assert.Equal(0, early.item<float>());
        Assert.True(late.item<float>() > 0.3f);
    }

    [Fact]
    public void A_sentence_that_was_kept_needs_no_program()
    {
        using var folder = new TemporaryFolder();
        var spoken = new SpokenSentences(folder: folder.Path).Say("The word is river.", "en-us");

        Assert.Equal(spoken, new SpokenSentences("no-such-program", "no-such-program", folder.Path).Say("The word is river.", "en-us"));
        File.WriteAllBytes(Directory.GetFiles(folder.Path).Single(), [1]);
        Assert.Contains("is damaged", Assert.Throws<SpeechException>(() => new SpokenSentences(folder: folder.Path).Say("The word is river.", "en-us").Length).Message);
    }

    [Fact]
    public void Without_the_program_that_speaks_the_message_says_what_to_do()
    {
        using var shapes = new ShapesMedia(new ShapesMediaOptions(), new SpokenSentences(synthesiser: "no-such-program"));
        using var mixer = new MediaMixer([shapes.AudioVideo(ShapesSplit.Train, 4)], new ClipDatasetOptions { BatchSize = 2 });

        Assert.Contains("apt-get install espeak-ng", Assert.Throws<InvalidDataException>(() => mixer.Next()).Message);
    }
}
