using System.Globalization;
using System.Text.Json.Serialization;

namespace InternVideo2.Data.Corpora;

/// <summary>How the captions of a corpus are chosen, in the official spelling.</summary>
public enum CaptionSampleType
{
    /// <summary>One of several, drawn anew in every epoch.</summary>
    Uniform,

    /// <summary>Of every caption column one.</summary>
    AvsAll,
}

/// <summary>The member "caption_augmentation" of a corpus.</summary>
/// <param name="CaptionSampleType">"uniform" or "avs_all".</param>
public sealed record CaptionAugmentation(CaptionSampleType CaptionSampleType);

/// <summary>One corpus of a corpora file, with the names and defaults of the official configurations (stage 2, 10.1).</summary>
public sealed record CorpusEntry
{
    /// <summary>Tells the corpus from others.</summary>
    public required string Name { get; init; }

    /// <summary>The annotation list, relative to the corpora file: a JSON array or one object per line.</summary>
    public required string AnnoPath { get; init; }

    /// <summary>The media folder, relative to the corpora file.</summary>
    public required string DataRoot { get; init; }

    /// <summary>Goes before <see cref="DataRoot"/>. Default empty.</summary>
    public string DataRootPrefix { get; init; } = "";

    /// <summary>"image", "video", "audio", "audio_video", or "text": conversations about nothing that is seen.</summary>
    public required MediaType MediaType { get; init; }

    /// <summary>Default uniform.</summary>
    public CaptionAugmentation? CaptionAugmentation { get; init; }

    /// <summary>The column with the caption, unless all are taken. Ours; default "caption".</summary>
    public string CaptionColumn { get; init; } = CaptionChoice.Single;

    /// <summary>Samples come with the conversations of the column "QA" instead of captions; those of type "text" always do. Ours; default false.</summary>
    public bool Conversations { get; init; }

    /// <summary>Only so many questions of each conversation, others in every epoch. Ours; default null: all.</summary>
    public int? MostQuestions { get; init; }

    /// <summary>Keeps clips whose captions are short. Default false.</summary>
    public bool JumpFilter { get; init; }

    /// <summary>Words that a caption must have after cleaning. Default 2.</summary>
    public int MinCaptionLength { get; init; } = 2;

    /// <summary>Clips are cuts: from "video_start_frame" to "video_end_frame" at "video_fps". Default false: whole files, or "start" and "end" in seconds.</summary>
    public bool ReadClipFromVideo { get; init; }

    /// <summary>The sound is the video's own even if the item names another file. Default false.</summary>
    public bool ReadAudioFromVideo { get; init; }

    /// <summary>A file without sound counts as padding. Default false: it cannot be read.</summary>
    public bool ZeroAudioPaddingForVideo { get; init; }

    /// <summary>Several captions are one text. Default false.</summary>
    public bool IsParagraphRetrieval { get; init; }

    /// <summary>Only the first 30 seconds are used. Default false.</summary>
    public bool Trimmed30 { get; init; }

    /// <summary>Each of several captions is a sample of its own; those of one clip belong together. Default false.</summary>
    public bool HasMultiTxtGt { get; init; }

    /// <summary>Samples with the same caption belong together. Default false.</summary>
    public bool HasMultiVisionGt { get; init; }

    /// <summary>How often each clip comes in an epoch. Default 1.</summary>
    public int SampleWeight { get; init; } = 1;

    /// <summary>Tokens of a caption in evaluation; the official default is 32, whatever training uses. Null: that of the evaluation.</summary>
    public int? MaxTxtL { get; init; }

    /// <summary>Which captions samples come with.</summary>
    [JsonIgnore]
    public CaptionChoice Captions => new()
    {
        Column = CaptionColumn,
        All = CaptionAugmentation?.CaptionSampleType == CaptionSampleType.AvsAll,
        Joined = IsParagraphRetrieval,
        MinWords = JumpFilter ? 0 : MinCaptionLength,
    };

    /// <summary>Which conversations samples come with; null: with captions.</summary>
    [JsonIgnore]
    public ConversationChoice? Talk => Conversations || MediaType == MediaType.Text ? new ConversationChoice { Most = MostQuestions } : null;

    /// <summary>Which samples belong together.</summary>
    [JsonIgnore]
    public Positives Positives => HasMultiVisionGt ? Positives.Caption : HasMultiTxtGt ? Positives.Media : Positives.Sample;

    /// <summary>Reads the annotations. The media files are not opened.</summary>
    /// <exception cref="ManifestException">The list cannot be used.</exception>
    public ClipManifest ReadClips()
    {
        var list = ClipManifest.Read(AnnoPath, DataRootPrefix + DataRoot, numberRepeats: true);
        return MediaType != MediaType.Text && list.Clips.FirstOrDefault(clip => clip.Path.Length == 0) is { } text
            ? throw new ManifestException($"{AnnoPath}: the item '{text.Id}' of the corpus '{Name}' has neither 'video' nor 'image'. Conversations alone belong into a corpus of media_type \"text\".")
            : ClipManifest.Of(list.Source, list.Root, list.Clips.SelectMany(Samples));
    }

    private IEnumerable<ClipEntry> Samples(ClipEntry clip)
    {
        var cut = ReadClipFromVideo ? Cut(clip) : clip;
        if (Trimmed30)
        {
            cut = cut with { End = Math.Min(cut.End ?? 30, 30) };
        }

        if (ReadAudioFromVideo)
        {
            cut = cut with { SoundPath = null };
        }

        return HasMultiTxtGt && clip.Captions.GetValueOrDefault(CaptionColumn) is { Count: > 1 } texts
            ? texts.Select((text, number) => cut with
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{cut.Id} caption {number}"),
                Captions = new Dictionary<string, IReadOnlyList<string>>(cut.Captions, StringComparer.Ordinal) { [CaptionColumn] = [text] },
            })
            : [cut];
    }

    private ClipEntry Cut(ClipEntry clip)
    {
        var (start, end, rate) = (Number(clip, "video_start_frame"), Number(clip, "video_end_frame"), Number(clip, ClipEntry.RateColumn));
        return start >= 0 && end > start && rate > 0
            ? clip with { Start = start / rate, End = end / rate }
            : throw new ManifestException($"{AnnoPath}: the clip '{clip.Id}' goes from frame {start} to {end} at {rate} frames per second; allowed: 0 or more, behind it, above 0.");
    }

    private double Number(ClipEntry clip, string column) =>
        clip.Columns.TryGetValue(column, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new ManifestException($"{AnnoPath}: the clip '{clip.Id}' has no number in '{column}', which read_clip_from_video of the corpus '{Name}' needs. Add it, or give 'start' and 'end' in seconds and switch that off.");
}
