using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using Xunit;

namespace InternVideo2.Tests.Data.Corpora;

/// <summary>Each type comes as often as it has batches; the same cursor gives the same batches, broken clips or not; ids and groups tell samples apart.</summary>
public sealed class MediaMixerTests
{
    private static readonly ClipDatasetOptions Options = new() { BatchSize = 3, Seed = 5 };

    private static Corpus Toys(string name, MediaType media, int clips, ToyLoader? loader = null) => new()
    {
        Name = name,
        Media = media,
        Clips = ClipManifest.Parse(
            string.Join("\n", Enumerable.Range(0, clips).Select(i => $$"""{"id":"{{i}}","video":"{{i / 2}}.mp4","number":{{i}},"caption":["Toy number {{i}}!", "the Toy {{i}}", "short"]}""")), "toys", "/media"),
        Frames = media == MediaType.Audio ? null : loader ?? new ToyLoader(),
        Sound = media is MediaType.Audio or MediaType.AudioVideo ? loader ?? new ToyLoader() : null,
    };

    private static MediaMixer Mixer(ClipDatasetOptions? options = null, params Corpus[] corpora) => new(
        corpora.Length > 0 ? corpora : [Toys("films", MediaType.Video, 12), Toys("both", MediaType.AudioVideo, 9), Toys("songs", MediaType.Audio, 8), Toys("stills", MediaType.Image, 4)],
        options ?? Options, new MediaBatchSizes { Image = 2 });

    private static string Text(ClipBatch batch) => string.Join(
        '\n', $"{batch.Media} {string.Join(',', batch.Ids)} {string.Join(',', batch.Groups)}",
        string.Join('|', batch.Captions.SelectMany(c => c.Value.Prepend(c.Key))),
        batch.HasFrames ? string.Join(' ', batch.Frames.data<float>().ToArray()) : "",
        batch.Sound is { } sound ? string.Join(' ', sound.data<float>().ToArray()) : "");

    private static List<string> Take(MediaMixer mixer, int batches)
    {
        var taken = new List<string>();
        for (var i = 0; i < batches; i++)
        {
            using var batch = mixer.Next();
            taken.Add(Text(batch));
        }

        return taken;
    }

    [Fact]
    public void A_type_comes_as_often_as_it_has_batches()
    {
        using var mixer = Mixer();
        var ids = new List<string>();
        var types = new List<MediaType>();
        for (var i = 0; i < mixer.BatchesPerEpoch; i++)
        {
            using var batch = mixer.Next();
            types.Add(batch.Media);
            ids.AddRange(batch.Ids);
            Assert.Equal(batch.Media == MediaType.Image ? 2 : 3, batch.Ids.Count);
            Assert.Equal(batch.Media != MediaType.Audio, batch.HasFrames);
            Assert.Equal(batch.Media is MediaType.Audio or MediaType.AudioVideo, batch.Sound is not null);
        }

        Assert.Equal(11, mixer.BatchesPerEpoch);
        Assert.Equal(mixer.Schedule(0), types);
        Assert.Equal([2, 4, 2, 3, 0], Enum.GetValues<MediaType>().Select(type => types.Count(t => t == type)));
        Assert.Equal(31, ids.Distinct().Count());
        Assert.NotEqual(mixer.Schedule(0), mixer.Schedule(1));
    }

    [Fact]
    public void From_a_saved_cursor_come_the_same_batches()
    {
        using var whole = Mixer();
        var expected = Take(whole, 25);
        foreach (var stop in (int[])[0, 1, 4, 10, 11, 12, 22, 24])
        {
            using var first = Mixer();
            Take(first, stop);
            using var second = Mixer(Options with { Workers = 1, Prefetch = 5 });
            second.Cursor = first.Cursor;

            Assert.Equal(expected[stop..], Take(second, 25 - stop));
        }
    }

    [Fact]
    public void A_broken_clip_is_replaced_and_nothing_else_changes()
    {
        using var sound = Mixer(null, Toys("films", MediaType.Video, 12));
        var expected = Take(sound, 8);
        Corpus Broken() => Toys("films", MediaType.Video, 12, new ToyLoader { Broken = { "4", "7" } });
        using var whole = Mixer(Options with { MaxBrokenClips = 2 }, Broken());
        var taken = Take(whole, 8);
        using var resumed = Mixer(Options with { MaxBrokenClips = 2 }, Broken());
        resumed.Cursor = new DataCursor(0, 3);

        Assert.Equal(taken[3..], Take(resumed, 5));
        Assert.Equal(["4", "7"], whole.Broken.List.Select(e => e.Clip.Id));
        Assert.All(taken, batch => Assert.DoesNotContain("films/4", batch));
        var untouched = expected.Index().Where(b => !b.Item.Contains("films/4") && !b.Item.Contains("films/7")).ToList();
        Assert.NotEmpty(untouched);
        Assert.All(untouched, batch => Assert.Equal(batch.Item, taken[batch.Index]));
    }

    [Fact]
    public void A_broken_clip_stops_the_run_by_default()
    {
        using var mixer = Mixer(null, Toys("films", MediaType.Video, 3, new ToyLoader { Broken = { "1" } }));
        Assert.Contains("Clip '1'", Assert.Throws<ClipException>(() => Take(mixer, 1)).Message);
    }

    [Fact]
    public void Too_few_readable_samples_are_an_error()
    {
        using var mixer = Mixer(Options with { MaxBrokenClips = 9 }, Toys("films", MediaType.Video, 4, new ToyLoader { Broken = { "1", "2" } }));
        Assert.Contains("Fewer than 3 samples of type Video", Assert.Throws<InvalidDataException>(() => Take(mixer, 1)).Message);
    }

    [Fact]
    public void Captions_are_cleaned_and_drawn_anew_in_every_epoch()
    {
        using var mixer = Mixer(Options with { BatchSize = 8 }, Toys("films", MediaType.Video, 8));
        var texts = new HashSet<string>();
        for (var epoch = 0; epoch < 6; epoch++)
        {
            using var batch = mixer.Next();
            Assert.All(batch.Ids.Zip(batch.Captions["caption"]), sample => Assert.EndsWith(sample.First["films/".Length..], sample.Second));
            texts.UnionWith(batch.Captions["caption"]);
        }

        Assert.Equal(Enumerable.Range(0, 8).SelectMany(i => new[] { $"the toy {i}", $"toy number {i}" }).Order(), texts.Order());
    }

    [Fact]
    public void Corpora_of_one_type_are_joined_under_global_ids_and_weights()
    {
        using var mixer = Mixer(Options with { BatchSize = 12, Shuffle = false }, Toys("a", MediaType.Video, 4), Toys("b", MediaType.Video, 4) with { Weight = 2, Positives = Positives.Media });
        using var batch = mixer.Next();

        Assert.Equal(["a/0", "a/1", "a/2", "a/3", "b/0", "b/0", "b/1", "b/1", "b/2", "b/2", "b/3", "b/3"], batch.Ids);
        Assert.Equal(6, batch.Groups.Distinct().Count());
        Assert.Equal(batch.Groups[4], batch.Groups[7]);
    }

    [Fact]
    public void Clips_with_short_captions_are_left_out_and_listed()
    {
        var clips = ClipManifest.Parse("""[{"video":"a.mp4","caption":"A. -- !"},{"video":"b.mp4","caption":"two words","number":7}]""", "list", "/media");
        using var mixer = Mixer(Options with { BatchSize = 1 }, Toys("films", MediaType.Video, 1) with { Clips = clips });

        Assert.Equal(new DroppedClip("films/a.mp4", "says in 'caption' only 'A. -- !', fewer than 2 words after cleaning"), Assert.Single(mixer.Dropped));
        Assert.Equal(1, mixer.BatchesPerEpoch);
    }

    [Fact]
    public void Corpora_that_do_not_fit_are_refused()
    {
        string Message(params Corpus[] corpora) => Assert.ThrowsAny<Exception>(() => new MediaMixer(corpora, Options)).Message;
        var toys = Toys("films", MediaType.Video, 3);

        Assert.Contains("no corpus", Message());
        Assert.Contains("called 'films'", Message(toys, toys));
        Assert.Contains("needs a loader in Corpus.Sound", Message(toys with { Media = MediaType.AudioVideo }));
        Assert.Contains("must not have a loader in Corpus.Frames", Message(toys with { Media = MediaType.Audio, Sound = new ToyLoader() }));
        Assert.Contains("Weight is 0", Message(toys with { Weight = 0 }));
        Assert.Contains("has no column 'title'", Message(toys with { Captions = new() { Column = "title" } }));
        Assert.Contains("A batch of 3 cannot be filled from the 2 samples of type Video", Message(Toys("films", MediaType.Video, 2)));
        Assert.Contains("either all or none", Message(toys, Toys("more", MediaType.Video, 3) with { Captions = new() { All = true } }));
    }

    [Fact]
    public void The_fingerprint_tells_apart_what_gives_other_batches()
    {
        var toys = Toys("films", MediaType.Video, 9);
        string Print(Corpus corpus, ClipDatasetOptions? options = null, MediaBatchSizes? sizes = null) => new MediaMixer([corpus], options ?? Options, sizes).Fingerprint;
        string[] prints =
        [
            Print(toys), Print(toys with { Name = "other" }), Print(Toys("films", MediaType.Video, 10)), Print(toys with { Weight = 2 }),
            Print(toys with { Captions = new() { Joined = true } }), Print(toys with { Frames = new ToyLoader { Fingerprint = "other" } }),
            Print(toys, Options with { Seed = 6 }), Print(toys, sizes: new() { Video = 2 }),
        ];

        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(prints[0], Print(Toys("films", MediaType.Video, 9), Options with { Workers = 7, Prefetch = 9 }));
    }

    [Fact]
    public void A_cursor_outside_the_epoch_is_refused()
    {
        using var mixer = Mixer();
        Assert.Throws<ArgumentOutOfRangeException>(() => mixer.Cursor = new DataCursor(0, 12));
    }

    [Fact]
    public void In_order_comes_every_clip_once()
    {
        var batches = (Toys("films", MediaType.Video, 5) with { Weight = 3 }).InOrder(2).ToList();

        Assert.Equal([2, 2, 1], batches.Select(b => b.Ids.Count));
        Assert.Equal(["films/0", "films/1", "films/2", "films/3", "films/4"], batches.SelectMany(b => b.Ids));
        batches.ForEach(batch => batch.Dispose());
    }
}
