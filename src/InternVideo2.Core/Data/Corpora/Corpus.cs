using static TorchSharp.torch;

namespace InternVideo2.Data.Corpora;

/// <summary>
/// Clips of one media type with what reads them and which captions they come with (stage 2, 10.1). The frames and the sound of a sample come from
/// the same file and the same cut, each read by a loader of its own; loaders are used, not owned.
/// </summary>
public sealed record Corpus
{
    /// <summary>Goes before the clips' own ids, so that ids of several corpora differ. Not empty; unique within a mixer.</summary>
    public required string Name { get; init; }

    /// <summary>What its samples are.</summary>
    public required MediaType Media { get; init; }

    /// <summary>The clips.</summary>
    public required ClipManifest Clips { get; init; }

    /// <summary>Reads what is seen; needed for every type but <see cref="MediaType.Audio"/> and <see cref="MediaType.Text"/>, not allowed for them.</summary>
    public IClipLoader? Frames { get; init; }

    /// <summary>Reads what is heard; needed for <see cref="MediaType.Audio"/> and <see cref="MediaType.AudioVideo"/>, not allowed for the others.</summary>
    public IClipLoader? Sound { get; init; }

    /// <summary>Which captions. Ignored with <see cref="Conversations"/>.</summary>
    public CaptionChoice Captions { get; init; } = new();

    /// <summary>Samples come with conversations instead of captions, and with which; null: with captions. Needed for <see cref="MediaType.Text"/>.</summary>
    public ConversationChoice? Conversations { get; init; }

    /// <summary>Which samples belong together.</summary>
    public Positives Positives { get; init; }

    /// <summary>How often each clip comes in an epoch ("sample_weight"). 1 … 1000.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Throws when members do not fit each other.</summary>
    /// <exception cref="ArgumentException">Names the member and what it must be.</exception>
    public void Validate()
    {
        OptionRange.Check(Name.Length > 0, nameof(Corpus), nameof(Name), $"'{Name}'", "a text that is not empty");
        OptionRange.Check(Weight is >= 1 and <= 1000, nameof(Corpus), nameof(Weight), Weight, "1 … 1000");
        Captions.Validate();
        Conversations?.Validate();
        CheckConversations();
        CheckLoader(nameof(Frames), Frames, Media is not (MediaType.Audio or MediaType.Text));
        CheckLoader(nameof(Sound), Sound, Media is MediaType.Audio or MediaType.AudioVideo);
    }

    /// <summary>All cleaned captions that samples may come with, clip by clip: what a vocabulary has to know.</summary>
    public IEnumerable<string> Texts => Conversations is null ? Clips.Clips.SelectMany(Captions.TextsOf) : [];

    /// <summary>The questions and answers that samples may come with, clip by clip; empty without <see cref="Conversations"/>.</summary>
    public IEnumerable<ClipQuestion> Questions => Conversations is null ? [] : Clips.Clips.SelectMany(clip => clip.Questions);

    /// <summary>Why a clip is left out, as the end of a sentence; null if it stays.</summary>
    internal string? Refusal(ClipEntry clip) => Conversations is null ? Captions.Refusal(clip) : ConversationChoice.Refusal(clip);

    /// <summary>Reads one clip: first its frames, then its sound, with the same draws going on.</summary>
    /// <param name="clip">One of <see cref="Clips"/>.</param>
    /// <param name="random">The draws of this sample.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    /// <returns>Owned by the caller.</returns>
    /// <exception cref="ClipException">The clip cannot be read.</exception>
    public MediaSample Read(ClipEntry clip, SeededRandom random, CancellationToken cancellation = default)
    {
        (Tensor? frames, IReadOnlyList<double> times) = Frames is { } reader ? reader.LoadTimed(clip, random, cancellation) : (null, []);
        try
        {
            return new MediaSample(frames, Sound?.Load(clip, random, cancellation)) { FrameTimes = times };
        }
        catch
        {
            frames?.Dispose();
            throw;
        }
    }

    /// <summary>The id of a clip in batches.</summary>
    public string IdOf(ClipEntry clip) => $"{Name}/{clip.Id}";

    /// <summary>The name that samples which belong together share.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="captions">The cleaned captions it comes with.</param>
    internal string GroupOf(ClipEntry clip, IEnumerable<string> captions) => Positives switch
    {
        Positives.Caption => string.Join('\n', captions),
        Positives.Media when clip.Path.Length > 0 => FormattableString.Invariant($"{clip.Path}#{clip.Start:R}-{clip.End:R}"),
        Positives.Media => clip.Id,
        _ => IdOf(clip),
    };

    private void CheckConversations()
    {
        OptionRange.Check(
            Conversations is not null || Media != MediaType.Text, nameof(Corpus), nameof(Conversations), "null", $"a choice, for samples of type {MediaType.Text}");
        OptionRange.Check(
            Conversations is null || Positives != Positives.Caption, nameof(Corpus), nameof(Positives), Positives, $"{Positives.Sample} or {Positives.Media} with {nameof(Conversations)}");
    }

    private void CheckLoader(string member, IClipLoader? loader, bool needed)
    {
        if (loader is null == needed)
        {
            throw new ArgumentException(
                $"The corpus '{Name}' of type {Media} {(needed ? "needs" : "must not have")} a loader in {nameof(Corpus)}.{member}.", member);
        }
    }
}
