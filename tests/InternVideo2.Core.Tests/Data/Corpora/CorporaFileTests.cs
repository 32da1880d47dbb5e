using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Tests.Video;
using InternVideo2.Video;
using Xunit;

namespace InternVideo2.Tests.Data.Corpora;

/// <summary>Corpora as official configurations describe them are read, opened and batched; what is wrong in them is said once and clearly.</summary>
public sealed class CorporaFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private CorpusEntry Entry(string items, string more = "")
    {
        Write("anno.json", items);
        return CorporaFile.Read(Write("corpora.json", $$"""[{"name": "set", "anno_path": "anno.json", "data_root": ".", "media_type": "audio_video"{{more}}}, ]""")).Single();
    }

    [Fact]
    public void Members_have_their_official_names()
    {
        var entry = Entry("[]", """, "caption_augmentation": {"caption_sample_type": "avs_all"}, "min_caption_length": 3, "sample_weight": 4, "max_txt_l": 40, "has_multi_vision_gt": true // mine""" + "\n");

        Assert.Equal((MediaType.AudioVideo, 4, 40), (entry.MediaType, entry.SampleWeight, entry.MaxTxtL));
        Assert.Equal(new CaptionChoice { All = true, MinWords = 3 }, entry.Captions);
        Assert.Equal(Positives.Caption, entry.Positives);
        Assert.Equal(Path.Combine(_folder.Path, "anno.json"), entry.AnnoPath);
    }

    [Theory]
    [InlineData("""[{"name": "set", "anno_path": "a", "data_root": ".", "media_type": "smell"}]""", "media_type")]
    [InlineData("""[{"name": "set", "anno_path": "a", "data_root": ".", "media_type": "video", "promt": "kinetics"}]""", "promt")]
    [InlineData("""[{"name": "set", "anno_path": "a", "data_root": "."}]""", "media_type")]
    [InlineData("[]", "has no corpora")]
    [InlineData("[", "corpora.json")]
    public void What_is_wrong_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ManifestException>(() => CorporaFile.Read(Write("corpora.json", text))).Message);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("nowhere.json", Assert.Throws<ManifestException>(() => CorporaFile.Read(Path.Combine(_folder.Path, "nowhere.json"))).Message);

    [Fact]
    public void Cuts_in_frames_become_seconds()
    {
        const string Item = """{"video": "a.mp4", "caption": "a b", "video_start_frame": 30, "video_end_frame": 45, "video_fps": 15.0}""";

        Assert.Equal((2.0, 3.0), (Cut(", \"read_clip_from_video\": true").Start, Cut(", \"read_clip_from_video\": true").End));
        Assert.Null(Cut("").Start);
        Assert.Equal(30, Cut(", \"trimmed30\": true").End);

        ClipEntry Cut(string more) => Entry($"[{Item}]", more).ReadClips().Clips.Single();
    }

    [Theory]
    [InlineData("""{"video": "a.mp4", "caption": "a b", "video_start_frame": 0, "video_end_frame": 45}""", "no number in 'video_fps'")]
    [InlineData("""{"video": "a.mp4", "caption": "a b", "video_start_frame": 45, "video_end_frame": 45, "video_fps": 15}""", "from frame 45 to 45")]
    public void A_cut_that_is_none_is_named(string item, string message) =>
        Assert.Contains(message, Assert.Throws<ManifestException>(() => Entry($"[{item}]", ", \"read_clip_from_video\": true").ReadClips()).Message);

    [Fact]
    public void Conversations_take_the_place_of_captions()
    {
        const string Items = """[{"video": "a.mp4", "QA": [{"i": "Look.", "q": "What?", "a": "A star."}, {"q": "Where?", "a": "There."}]}]""";
        using var corpora = new OpenCorpora([Entry(Items, ", \"conversations\": true, \"most_questions\": 1")]);
        Write("texts.json", """[{"QA": [{"q": "Why?", "a": "So."}]}]""");
        var texts = corpora.Add(CorporaFile.Read(Write("text.json", """[{"name": "texts", "anno_path": "texts.json", "data_root": ".", "media_type": "text"}]""")).Single());

        using var batch = texts.InOrder(1).Single();

        Assert.Equal((MediaType.Text, false, "texts/text at item 0"), (batch.Media, batch.HasFrames, batch.Ids[0]));
        Assert.Equal([new ClipQuestion("", "Why?", "So.")], batch.Questions.Single());
        Assert.Equal(new ConversationChoice { Most = 1 }, corpora.Corpora[0].Conversations);
        Assert.Equal(2, corpora.Corpora[0].Questions.Count());
        var seen = Entry("""[{"QA": [{"q": "Why?", "a": "So."}]}]""", ", \"conversations\": true");
        Assert.Contains("'text at item 0' of the corpus 'set' has neither 'video' nor 'image'", Assert.Throws<ManifestException>(seen.ReadClips).Message);
    }

    [Fact]
    public void Several_captions_of_a_clip_can_be_samples_that_belong_together()
    {
        var entry = Entry("""[{"video": "a.mp4", "caption": ["a b", "c d"]}, {"video": "a.mp4", "caption": "e f"}, {"video": "b.mp4", "caption": "g h"}]""", ", \"has_multi_txt_gt\": true");
        var clips = entry.ReadClips().Clips;
        var corpus = new Corpus { Name = "set", Media = MediaType.AudioVideo, Clips = entry.ReadClips(), Positives = entry.Positives };

        Assert.Equal(["a.mp4 caption 0", "a.mp4 caption 1", "a.mp4 (2)", "b.mp4"], clips.Select(c => c.Id));
        Assert.Equal([3, 1], clips.GroupBy(c => corpus.GroupOf(c, [])).Select(g => g.Count()));
    }

    [Fact]
    public void Seen_and_heard_come_from_one_file_and_one_cut()
    {
        foreach (var name in (string[])["h264_cfr.mp4", "audio_51.mkv", "audio_8k_mono.mp4", "noaudio.mp4"]) File.Copy(EdgeClips.PathOf(name), Path.Combine(_folder.Path, name));
        const string Items = """
            {"video": "h264_cfr.mp4", "avs_captions": "a test clip", "start": 0.5, "end": 1.5}
            {"video": "audio_51.mkv", "avs_captions": "a test clip"}
            {"video": "audio_8k_mono.mp4", "avs_captions": "a test clip"}
            {"video": "h264_cfr.mp4", "audio": "audio_8k_mono.mp4", "avs_captions": "a test clip", "start": 0, "end": 1}
            {"video": "noaudio.mp4", "avs_captions": "a test clip"}
            """;
        using var corpora = new OpenCorpora(
            [Entry(Items, """, "caption_augmentation": {"caption_sample_type": "avs_all"}, "zero_audio_padding_for_video": true""")],
            new CorpusReading { Sampler = new IntervalSampler { Frames = 2 }, Transform = new WholePictureTransform { Size = 32 }, Sound = new() { Seconds = 2 } });

        using var batch = corpora.Corpora.Single().InOrder(5).Single();

        Assert.Equal([5, 3, 2, 32, 32], batch.Frames.shape);
        Assert.Equal([5, 198, 64], batch.Sound!.shape);
        var heard = Enumerable.Range(0, 5).Select(i => Rows(batch.Sound[i])).ToList();
        Assert.Equal((98, 0), (heard[0], heard[4]));
        Assert.Equal(heard[3], Math.Min(98, heard[2]));
        Assert.Equal(["avs_captions"], batch.Captions.Keys);

        // Rows that are not padding.
        static int Rows(TorchSharp.torch.Tensor sound) => (int)sound.abs().sum(1).ne(0).sum().item<long>();
    }

    [Fact]
    public void Without_sound_a_clip_is_broken_unless_padding_is_allowed()
    {
        var clip = ClipEntry.OfFile(EdgeClips.PathOf("noaudio.mp4"));
        using var strict = new SoundClipLoader();
        using var padding = new SoundClipLoader(new() { PadMissing = true });

        Assert.Contains("has no audio stream", Assert.Throws<ClipException>(() => strict.Load(clip, new SeededRandom(0), default)).Message);
        using var features = padding.Load(clip, new SeededRandom(0), default);
        Assert.Equal([998, 64], features.shape);
        Assert.NotEqual(strict.Fingerprint, padding.Fingerprint);
    }

    [Fact]
    public void Kept_sound_is_the_same_and_takes_no_more_than_its_room()
    {
        var clip = ClipEntry.OfFile(EdgeClips.PathOf("audio_8k_mono.mp4"));
        using var live = new SoundClipLoader();
        using var keeping = new SoundClipLoader(new() { CacheBytes = 1 << 20 });
        using var full = new SoundClipLoader(new() { CacheBytes = 100 });
        float[] Load(SoundClipLoader loader)
        {
            using var features = loader.Load(clip, new SeededRandom(0), default);
            return features.data<float>().ToArray();
        }

        var expected = Load(live);

        Assert.Equal(expected, Load(keeping));
        Assert.Equal(expected, Load(keeping));
        Assert.Equal(expected, Load(full));
        Assert.InRange(keeping.KeptBytes, 16000 * 4, 1 << 20);
        Assert.Equal((0, 0), (full.KeptBytes, live.KeptBytes));
        Assert.Equal(live.Fingerprint, keeping.Fingerprint);
    }

    [Fact]
    public void A_cut_behind_the_end_of_the_sound_is_padding()
    {
        using var loader = new SoundClipLoader();
        using var features = loader.Load(ClipEntry.OfFile(EdgeClips.PathOf("audio_8k_mono.mp4")) with { Start = 50, End = 60 }, new SeededRandom(0), default);
        Assert.Equal(0, features.abs().max().item<float>());
    }

    [Fact]
    public void A_file_that_is_no_sound_is_a_broken_clip()
    {
        using var loader = new SoundClipLoader(new() { PadMissing = true });
        Assert.Throws<ClipException>(() => loader.Load(ClipEntry.OfFile(EdgeClips.PathOf("text_not_video.mp4")), new SeededRandom(0), default));
    }

    [Fact]
    public void A_picture_is_a_video_of_one_frame()
    {
        // A grey picture in the one format that needs no encoder: width, height, largest value, pixels.
        File.WriteAllBytes(Path.Combine(_folder.Path, "grey.ppm"), [.. "P6\n40 20\n255\n"u8, .. Enumerable.Repeat((byte)128, 40 * 20 * 3)]);
        Write("anno.json", """[{"image": "grey.ppm", "caption": "a grey picture"}]""");
        var entry = new CorpusEntry { Name = "stills", AnnoPath = Path.Combine(_folder.Path, "anno.json"), DataRoot = _folder.Path, MediaType = MediaType.Image };
        using var corpora = new OpenCorpora([entry], new CorpusReading { Transform = new AlignmentTransform { Size = 16 } });

        using var batch = corpora.Corpora.Single().InOrder(1).Single();

        Assert.Equal([1, 3, 1, 16, 16], batch.Frames.shape);
        Assert.Equal(MediaType.Image, batch.Media);
    }
}
