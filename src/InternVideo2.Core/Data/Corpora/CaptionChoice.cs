using InternVideo2.Text;

namespace InternVideo2.Data.Corpora;

/// <summary>Which of a clip's captions a sample comes with (stage 2, 10.1 and 10.2). All texts are cleaned as the official code does.</summary>
public sealed record CaptionChoice
{
    /// <summary>The column of a batch that has one caption per sample, whatever the column of the list was called.</summary>
    public const string Single = "caption";

    /// <summary>The column of the list that gives the one caption. Default "caption"; lists that call it "captions" are understood too. Ignored with <see cref="All"/>.</summary>
    public string Column { get; init; } = Single;

    /// <summary>
    /// The sample comes with a caption of every column that all clips have ("avs_all"), under the names of the list; a loss picks the one it wants.
    /// Default false.
    /// </summary>
    public bool All { get; init; }

    /// <summary>A column with several texts is one long text ("paragraph retrieval"), instead of a choice among them. Default false.</summary>
    public bool Joined { get; init; }

    /// <summary>
    /// Clips whose captions are shorter are left out: words after cleaning. Of several texts one must be long enough, and only those that are get
    /// drawn; with <see cref="All"/> every column must have one, except those with "asr" in their names. 0: nothing is left out. Default 2.
    /// </summary>
    public int MinWords { get; init; } = 2;

    /// <summary>Throws when a member is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the member, its value and the allowed range.</exception>
    public void Validate()
    {
        OptionRange.Check(Column.Length > 0, nameof(CaptionChoice), nameof(Column), Column, "the name of a column");
        OptionRange.Check(MinWords >= 0, nameof(CaptionChoice), nameof(MinWords), MinWords, "0 or more");
    }

    /// <summary>Why a clip is left out, as the end of a sentence; null if it stays.</summary>
    internal string? Refusal(ClipEntry clip)
    {
        if (!All)
        {
            return Texts(clip, Column) is not { } texts ? $"has no column '{Column}'" : LongEnough(texts) ? null : Short(Column, texts);
        }

        return clip.Captions.Count == 0
            ? "has no caption"
            : clip.Captions.Where(c => !IsSpeech(c.Key) && !LongEnough(c.Value)).Select(c => Short(c.Key, c.Value)).FirstOrDefault();
    }

    /// <summary>The columns that batches of these clips have.</summary>
    /// <exception cref="ManifestException">No column is common to all.</exception>
    internal IReadOnlyList<string> Columns(IEnumerable<ClipEntry> clips, string source)
    {
        if (!All)
        {
            return [Single];
        }

        HashSet<string>? common = null;
        foreach (var clip in clips)
        {
            if (common is null)
            {
                common = new(clip.Captions.Keys, StringComparer.Ordinal);
            }
            else
            {
                common.IntersectWith(clip.Captions.Keys);
            }
        }

        return common is { Count: > 0 }
            ? [.. common.Order(StringComparer.Ordinal)]
            : throw new ManifestException($"{source}: no caption column is common to all clips. Give each clip the same columns, or choose one with {nameof(CaptionChoice)}.{nameof(Column)}.");
    }

    /// <summary>The cleaned text of one column.</summary>
    internal string Draw(ClipEntry clip, string column, SeededRandom random)
    {
        var texts = Texts(clip, All ? column : Column)!;
        if (Joined)
        {
            return CaptionText.Clean(string.Join(' ', texts));
        }

        List<string> cleaned = [.. texts.Select(text => CaptionText.Clean(text))];
        List<string> longEnough = cleaned.FindAll(text => Words(text) >= MinWords);
        var candidates = longEnough.Count > 0 ? longEnough : cleaned;
        return candidates.Count == 1 ? candidates[0] : candidates[random.Next(candidates.Count)];
    }

    /// <summary>Every cleaned text that a clip may come with.</summary>
    internal IEnumerable<string> TextsOf(ClipEntry clip) =>
        (All ? clip.Captions.Values.SelectMany(texts => texts) : Texts(clip, Column) ?? []).Select(text => CaptionText.Clean(text));

    private static IReadOnlyList<string>? Texts(ClipEntry clip, string column) =>
        clip.Captions.GetValueOrDefault(column) ?? (column == Single ? clip.Captions.GetValueOrDefault("captions") : null);

    private static bool IsSpeech(string column) => column.Contains("asr", StringComparison.Ordinal);

    private static int Words(string cleaned) => cleaned.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private bool LongEnough(IReadOnlyList<string> texts) => Joined
        ? Words(CaptionText.Clean(string.Join(' ', texts))) >= MinWords
        : texts.Any(text => Words(CaptionText.Clean(text)) >= MinWords);

    private string Short(string column, IReadOnlyList<string> texts) => $"says in '{column}' only '{texts[0]}', fewer than {MinWords} words after cleaning";
}
