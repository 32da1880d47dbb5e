using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Text;

namespace InternVideo2.Evaluation;

/// <summary>What texts a clip brings into a test (stage 2, 10.6).</summary>
public enum CaptionUse
{
    /// <summary>Its first caption.</summary>
    First,

    /// <summary>Each of its captions is a text of its own.</summary>
    Each,

    /// <summary>All its captions together, joined by spaces (official is_paragraph_retrieval).</summary>
    Paragraph,
}

/// <summary>Media, texts, and which belong together.</summary>
public sealed record RetrievalSet
{
    /// <summary>For the protocol.</summary>
    public required string Name { get; init; }

    /// <summary>The media; one or more.</summary>
    public required IReadOnlyList<ClipEntry> Clips { get; init; }

    /// <summary>Reads them.</summary>
    public required MediaReader Read { get; init; }

    /// <summary>The texts as the model gets them, cleaned; one or more. With prompts the prompts of a class stand together.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Which belong together; with prompts its texts are the classes.</summary>
    public required GroundTruth Truth { get; init; }

    /// <summary>Prompts of each class, 1 or more; their scores are averaged after the softmax of each query (stage 2, 13.1).</summary>
    public int PromptsPerText { get; init; } = 1;

    /// <summary>A set of clips and their own captions.</summary>
    /// <param name="name">For the protocol.</param>
    /// <param name="clips">One or more, each with a caption.</param>
    /// <param name="read">Reads them.</param>
    /// <param name="column">The captions' column.</param>
    /// <param name="use">Which captions of a clip.</param>
    /// <param name="mergeEqual">
    /// Whether equal texts are one text that belongs to several clips. The release keeps them apart, and finding another clip's equal text counts as wrong.
    /// </param>
    /// <param name="clean">Cleans a caption; null: <see cref="CaptionText.Clean"/>, as officially.</param>
    /// <exception cref="ArgumentException">A clip has no such caption, or an empty one.</exception>
    public static RetrievalSet OfCaptions(
        string name, IReadOnlyList<ClipEntry> clips, MediaReader read, string column = "caption", CaptionUse use = CaptionUse.First, bool mergeEqual = false,
        Func<string, string>? clean = null)
    {
        clean ??= caption => CaptionText.Clean(caption);
        var texts = new List<string>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var pairs = new List<(int, int)>();
        foreach (var (medium, clip) in clips.Index())
        {
            foreach (var text in Captions(clip, column, use, clean))
            {
                if (!mergeEqual || !places.TryGetValue(text, out var place))
                {
                    place = texts.Count;
                    places[text] = place;
                    texts.Add(text);
                }
                pairs.Add((medium, place));
            }
        }
        return new() { Name = name, Clips = clips, Read = read, Texts = texts, Truth = GroundTruth.Of(clips.Count, texts.Count, pairs) };
    }

    /// <summary>A set of the clips of a corpus and their captions. Equal texts are one where the corpus says that such clips belong together.</summary>
    /// <param name="corpus">Its loaders are used, not owned; give some for evaluation.</param>
    /// <param name="column">The captions' column; null: the corpus's own.</param>
    /// <param name="use">Which captions of a clip; null: all as one where the corpus joins them, else the first.</param>
    /// <exception cref="ArgumentException">A clip has no such caption, or an empty one.</exception>
    public static RetrievalSet OfCorpus(Corpus corpus, string? column = null, CaptionUse? use = null)
    {
        corpus.Validate();
        return OfCaptions(
            corpus.Name, corpus.Clips.Clips, MediaReaders.Of(corpus), column ?? corpus.Captions.Column,
            use ?? (corpus.Captions.Joined ? CaptionUse.Paragraph : CaptionUse.First), corpus.Positives == Positives.Caption);
    }

    /// <summary>Throws unless everything fits together.</summary>
    /// <exception cref="ArgumentException">Says what does not.</exception>
    public void Validate()
    {
        OptionRange.Check(PromptsPerText >= 1, nameof(RetrievalSet), nameof(PromptsPerText), PromptsPerText, "1 or more");
        if (Truth.TextsOf.Count != Clips.Count)
            throw new ArgumentException($"The set '{Name}' has {Clips.Count} media, but its ground truth speaks of {Truth.TextsOf.Count}.");
        if (Truth.MediaOf.Count * PromptsPerText != Texts.Count)
            throw new ArgumentException($"The set '{Name}' has {Texts.Count} texts, but its ground truth speaks of {Truth.MediaOf.Count} with {PromptsPerText} prompts each.");
    }

    private static IReadOnlyList<string> Captions(ClipEntry clip, string column, CaptionUse use, Func<string, string> clean)
    {
        if (!clip.Captions.TryGetValue(column, out var captions) || captions.Count == 0)
            throw new ArgumentException($"Clip '{clip.Id}' has no column '{column}'; it has {(clip.Captions.Count == 0 ? "no captions" : string.Join(", ", clip.Captions.Keys.Select(key => $"'{key}'")))}.");
        IReadOnlyList<string> texts = use switch
        {
            CaptionUse.First => [captions[0]],
            CaptionUse.Paragraph => [string.Join(' ', captions)],
            _ => captions,
        };
        texts = [.. texts.Select(clean)];
        return texts.Any(string.IsNullOrWhiteSpace)
            ? throw new ArgumentException($"Clip '{clip.Id}' has an empty text in the column '{column}'. Give it a caption or leave the clip out.")
            : texts;
    }
}
