using InternVideo2.Data;

namespace InternVideo2.Stage2;

/// <summary>
/// Which column of captions a term reads (stage 2, 5.4 and 8.2). A batch with a single column gives that one to every term; pictures, videos and sound
/// alone are read by <see cref="Single"/>, videos with sound by the others. The defaults are the release's.
/// </summary>
public sealed record TermCaptions
{
    /// <summary>What describes a picture, a video or a sound by itself.</summary>
    public string Single { get; init; } = "caption";

    /// <summary>T_VAS beside the frames of a video with sound: VTC, VTM and MLM.</summary>
    public string Vision { get; init; } = "avs_captions";

    /// <summary>T_VAS beside frames and sound: AVTC, AVTM and AVMLM.</summary>
    public string AudioVision { get; init; } = "avs_captions";

    /// <summary>T_A beside the sound of a video: ATC, ATM and AMLM.</summary>
    public string Audio { get; init; } = "selected_audio_caption";

    /// <summary>Other columns for single terms, such as "Vtc:av_captions Avmlm:asr_captions"; separated by spaces.</summary>
    public string Exceptions { get; init; } = "";

    /// <summary>The column of a term in a batch.</summary>
    /// <param name="term">A term that reads a text.</param>
    /// <param name="media">The batch's type.</param>
    /// <param name="columns">The columns it has.</param>
    /// <exception cref="ArgumentException">It lacks the column; says which there are.</exception>
    public string Of(LossTerm term, MediaType media, IReadOnlyCollection<string> columns)
    {
        if (columns.Count == 1) return columns.First();
        var wanted = media != MediaType.AudioVideo ? Single : Exception(term) ?? term.Sense() switch
        {
            Sense.Vision => Vision,
            Sense.Audio => Audio,
            _ => AudioVision,
        };
        if (columns.Contains(wanted)) return wanted;
        throw new ArgumentException(
            $"The loss {term.Label()} reads the captions '{wanted}' of a batch of type {media}, which has "
            + (columns.Count == 0 ? "no captions." : $"only {string.Join(", ", columns.Order(StringComparer.Ordinal))}.")
            + $" Give the corpus such a column, or name another one in {nameof(AlignmentOptions)}.{nameof(AlignmentOptions.Captions)}.",
            nameof(columns));
    }

    /// <summary>Throws when an exception names no term.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member and its value.</exception>
    public void Validate()
    {
        foreach (var part in Parts)
        {
            OptionRange.Check(part.Length == 2 && part[1].Length > 0 && Enum.TryParse<LossTerm>(part[0], ignoreCase: true, out _),
                nameof(TermCaptions), nameof(Exceptions), Exceptions, "terms and columns, such as \"Vtc:av_captions Avmlm:asr_captions\"");
        }
    }

    private IEnumerable<string[]> Parts => Exceptions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':', 2));

    private string? Exception(LossTerm term) =>
        Parts.FirstOrDefault(part => part[0].Equals(term.ToString(), StringComparison.OrdinalIgnoreCase)) is { } part ? part[1] : null;
}
