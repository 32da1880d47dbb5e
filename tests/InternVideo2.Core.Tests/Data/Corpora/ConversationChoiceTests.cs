using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using Xunit;

namespace InternVideo2.Tests.Data.Corpora;

/// <summary>Conversations come in an order of their own in every epoch, the same one after a restart; clips without questions are left out.</summary>
public sealed class ConversationChoiceTests
{
    private static readonly ClipDatasetOptions Options = new() { BatchSize = 2, Seed = 5 };

    private static Corpus Talk(MediaType media = MediaType.Video, ConversationChoice? choice = null, int clips = 4, string answer = "an answer") => new()
    {
        Name = $"talk {media}",
        Media = media,
        Clips = ClipManifest.Parse(
            string.Join("\n", Enumerable.Range(0, clips).Select(i => $$"""{"id":"{{i}}","video":"{{i}}.mp4","number":{{i}},"QA":[{{Questions(i, answer)}}]}""")), "toys", "/media"),
        Frames = media == MediaType.Text ? null : new ToyLoader(),
        Conversations = choice ?? new ConversationChoice(),
    };

    // Of clip 1 nothing is asked.
    private static string Questions(int clip, string answer) =>
        string.Join(',', Enumerable.Range(0, clip == 1 ? 0 : 5).Select(q => $$"""{"i":"told {{clip}}.{{q}}","q":"question {{clip}}.{{q}}","a":"{{answer}}"}"""));

    private static List<string> Take(MediaMixer mixer, int batches)
    {
        var taken = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            using var batch = mixer.Next();
            Assert.Equal(batch.Ids.Count, batch.Questions.Count);
            Assert.Empty(batch.Captions);
            taken.AddRange(batch.Ids.Zip(batch.Questions, (id, questions) => $"{id}: {string.Join(' ', questions.Select(q => q.Question[^1]))}"));
        }

        return taken;
    }

    [Fact]
    public void Orders_differ_between_epochs_and_are_the_same_after_a_restart()
    {
        using var whole = new MediaMixer([Talk(clips: 5)], Options);
        var expected = Take(whole, 8);
        using var resumed = new MediaMixer([Talk(clips: 5)], Options) { Cursor = new DataCursor(1, 1) };

        Assert.Equal(expected[6..], Take(resumed, 5));
        Assert.Equal(16, expected.Distinct().Count());
        Assert.All(expected, talk => Assert.Equal("0 1 2 3 4", string.Join(' ', talk[(talk.IndexOf(':') + 2)..].Split(' ').Order())));
        Assert.Equal(["talk Video/1"], whole.Dropped.Select(d => d.Id));
    }

    [Fact]
    public void Only_some_come_if_so_many_are_enough()
    {
        using var mixer = new MediaMixer([Talk(choice: new ConversationChoice { Most = 2 }, clips: 3)], Options);
        using var inOrder = new MediaMixer([Talk(choice: new ConversationChoice { Most = 2, Shuffle = false }, clips: 3)], Options);

        Assert.All(Take(mixer, 3), talk => Assert.Equal(2, talk.Split(": ")[1].Split(' ').Length));
        Assert.All(Take(inOrder, 3), talk => Assert.EndsWith(": 0 1", talk));
    }

    [Fact]
    public void Text_alone_needs_no_loader()
    {
        using var mixer = new MediaMixer([Talk(MediaType.Text), Talk(MediaType.Image)], Options, new MediaBatchSizes { Text = 3 });

        Assert.Equal([(MediaType.Image, 2), (MediaType.Text, 3)], Enumerable.Range(0, 2).Select(_ => Next(mixer)).Order());
    }

    [Fact]
    public void The_fingerprint_knows_questions_and_choice()
    {
        static string Print(Corpus corpus)
        {
            using var mixer = new MediaMixer([corpus], Options);
            return mixer.Fingerprint;
        }

        Assert.Equal(Print(Talk()), Print(Talk()));
        Assert.NotEqual(Print(Talk()), Print(Talk(answer: "another answer")));
        Assert.NotEqual(Print(Talk()), Print(Talk(choice: new ConversationChoice { Most = 2 })));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Assert.Contains("Most is 0; allowed: 1 or more", Assert.Throws<ArgumentOutOfRangeException>(Talk(choice: new ConversationChoice { Most = 0 }).Validate).Message);
        Assert.Contains("Conversations is null", Assert.Throws<ArgumentOutOfRangeException>((Talk(MediaType.Text) with { Conversations = null }).Validate).Message);
        Assert.Contains("Positives is Caption", Assert.Throws<ArgumentOutOfRangeException>((Talk() with { Positives = Positives.Caption }).Validate).Message);
        Assert.Contains("must not have a loader", Assert.Throws<ArgumentException>((Talk(MediaType.Text) with { Frames = new ToyLoader() }).Validate).Message);
        var silent = Talk() with { Clips = ToyLoader.Manifest(3) };
        Assert.Contains("Use a list with the column 'QA'", Assert.Throws<ManifestException>(() => new MediaMixer([silent], Options)).Message);
        var mixed = silent with { Name = "captions", Conversations = null, Clips = ClipManifest.Parse("""{"video":"a.mp4","caption":"a caption of words"}""", "films", "/media") };
        Assert.Contains("either all or none of them have Corpus.Conversations", Assert.Throws<ArgumentException>(() => new MediaMixer([Talk(), mixed], Options)).Message);
    }

    private static (MediaType, int) Next(MediaMixer mixer)
    {
        using var batch = mixer.Next();
        return (batch.Media, batch.Questions.Count);
    }
}
