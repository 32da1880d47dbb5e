using InternVideo2.Audio;
using InternVideo2.Data.Corpora;
using InternVideo2.Video;

namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// The moving shapes as corpora of all media types, with captions or with conversations, drawn and played when they are asked for the first time and kept in memory from then on. A
/// caption says no more than its medium shows. Clips with the same caption belong together (<see cref="Positives.Caption"/>). Owns the loaders of the
/// corpora it makes.
/// </summary>
public sealed class ShapesMedia : IDisposable
{
    private readonly KeptClips _pictures;
    private readonly KeptClips _videos;
    private readonly KeptClips _sounds;

    /// <param name="options">How; null for the defaults.</param>
    /// <param name="speech">Speaks the sentences, shared with others; null: made here if <see cref="ShapesMediaOptions.Speech"/> wants it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ShapesMedia(ShapesMediaOptions? options = null, SpokenSentences? speech = null)
    {
        Options = options ?? new ShapesMediaOptions();
        Options.Validate();
        _pictures = Kept(Drawn(new IntervalSampler { Frames = 1, Random = true }));
        _videos = Kept(Drawn(Options.Sampler));
        _sounds = Kept(new ShapesSoundLoader(new LogMel(Options.Sound), Options.Speech ? speech ?? new SpokenSentences() : null));
    }

    public ShapesMediaOptions Options { get; }

    /// <summary>One frame of each clip, drawn once and for all, and what it shows (T_I).</summary>
    public Corpus Image(ShapesSplit split, int clips) => new()
    {
        Name = $"shapes-image-{split.Name()}",
        Media = MediaType.Image,
        Clips = Manifest(split, clips, factors => One(ShapesCaptions.Frame(factors))),
        Frames = _pictures,
        Positives = Positives.Caption,
    };

    /// <summary>Frames and what they show (T_V).</summary>
    public Corpus Video(ShapesSplit split, int clips) => new()
    {
        Name = $"shapes-video-{split.Name()}",
        Media = MediaType.Video,
        Clips = Manifest(split, clips, factors => One(ShapesCaptions.Video(factors))),
        Frames = _videos,
        Positives = Positives.Caption,
    };

    /// <summary>Sound and what is heard: the melody (T_A), and the word if somebody speaks.</summary>
    public Corpus Audio(ShapesSplit split, int clips) => new()
    {
        Name = $"shapes-audio-{split.Name()}",
        Media = MediaType.Audio,
        Clips = Manifest(split, clips, factors => One(Options.Speech ? ShapesCaptions.AudioSpeech(factors) : ShapesCaptions.Audio(factors))),
        Sound = _sounds,
        Positives = Positives.Caption,
    };

    /// <summary>Frames and sound with all captions; "avs_captions" is T_VAS. If nobody speaks, that is T_VA, and there are no "asr_captions".</summary>
    public Corpus AudioVideo(ShapesSplit split, int clips) => new()
    {
        Name = $"shapes-audio-video-{split.Name()}",
        Media = MediaType.AudioVideo,
        Clips = Manifest(split, clips, Options.Speech ? ShapesCaptions.All : Unspoken),
        Frames = _videos,
        Sound = _sounds,
        Captions = new CaptionChoice { All = true },
        Positives = Positives.Caption,
    };

    /// <summary>
    /// Conversations about clips, nothing of them written down twice: about what their medium shows and plays (<see cref="ShapesQuestions.Seen"/>,
    /// <see cref="ShapesQuestions.SeenInFrame"/>, <see cref="ShapesQuestions.Heard"/>), so about sound only where there is sound.
    /// </summary>
    /// <param name="split">Which part.</param>
    /// <param name="clips">How many.</param>
    /// <param name="media">How they are seen and heard; not <see cref="MediaType.Text"/>.</param>
    /// <param name="choice">Which questions a sample comes with; null: three, others in every epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such medium here, or a number is out of its range.</exception>
    public Corpus Conversations(ShapesSplit split, int clips, MediaType media = MediaType.Video, ConversationChoice? choice = null)
    {
        var shown = media switch
        {
            MediaType.Image => Image(split, clips),
            MediaType.Video => Video(split, clips),
            MediaType.Audio => Audio(split, clips),
            MediaType.AudioVideo => AudioVideo(split, clips),
            _ => throw new ArgumentOutOfRangeException(nameof(media), media, "A conversation about a clip needs a medium that is seen or heard."),
        };
        return shown with
        {
            Name = $"{shown.Name}-talk",
            Clips = ClipManifest.Of(shown.Clips.Source, shown.Clips.Root, shown.Clips.Clips.Select(clip => clip with { Questions = Questions(MovingShapesSet.Scene(clip), media) })),
            Conversations = choice ?? new ConversationChoice { Most = 3 },
            Positives = Positives.Sample,
        };
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _videos.Dispose();
        _sounds.Dispose();
    }

    private IReadOnlyList<ClipQuestion> Questions(ShapesScene scene, MediaType media) => media switch
    {
        MediaType.Image => ShapesQuestions.SeenInFrame(scene),
        MediaType.Video => ShapesQuestions.Seen(scene),
        MediaType.Audio => ShapesQuestions.Heard(scene, Options.Speech),
        _ => [.. ShapesQuestions.Seen(scene), .. ShapesQuestions.Heard(scene, Options.Speech)],
    };

    private static Dictionary<string, IReadOnlyList<string>> One(string caption) => new(StringComparer.Ordinal) { [CaptionChoice.Single] = [caption] };

    private static Dictionary<string, IReadOnlyList<string>> Unspoken(ShapesFactors factors)
    {
        var captions = ShapesCaptions.All(factors).Where(c => c.Key != ShapesCaptions.SpeechColumn).ToDictionary(StringComparer.Ordinal);
        captions[ShapesCaptions.AllColumn] = [ShapesCaptions.AudioVideo(factors)];
        return captions;
    }

    private ClipManifest Manifest(ShapesSplit split, int clips, Func<ShapesFactors, IReadOnlyDictionary<string, IReadOnlyList<string>>> captions)
    {
        var set = MovingShapesSet.Manifest(split, clips, Options.Seed, Options.TwoMotions);
        return ClipManifest.Of(set.Source, set.Root, set.Clips.Select(clip => clip with { Captions = captions(MovingShapesSet.Scene(clip).Factors) }));
    }

    private ShapesLoader Drawn(FrameSampler sampler) => new(new ShapesLoaderOptions { Size = Options.Size, Sampler = sampler });

    private KeptClips Kept(IClipLoader loader) => new(loader, Options.KeptBytes);
}
