namespace InternVideo2.Data.Corpora;

/// <summary>The samples of a corpus: its clips without those whose captions are too short or that nobody asks about, each as often as the corpus wants.</summary>
internal static class CorpusSamples
{
    /// <param name="corpus">Validated here.</param>
    /// <param name="dropped">Gets the clips that are left out.</param>
    /// <exception cref="ManifestException">None is left.</exception>
    public static List<(Corpus Corpus, ClipEntry Clip)> Of(Corpus corpus, List<DroppedClip> dropped)
    {
        corpus.Validate();
        var samples = new List<(Corpus, ClipEntry)>();
        DroppedClip? first = null;
        foreach (var clip in corpus.Clips.Clips)
        {
            if (corpus.Refusal(clip) is { } reason)
            {
                var left = new DroppedClip(corpus.IdOf(clip), reason);
                first ??= left;
                dropped.Add(left);
                continue;
            }

            samples.AddRange(Enumerable.Repeat((corpus, clip), corpus.Weight));
        }

        return samples.Count > 0
            ? samples
            : throw new ManifestException($"No clip of the corpus '{corpus.Name}' ({corpus.Clips.Source}) can be used: '{first!.Id}', for example, {first.Reason}. {Remedy(corpus)}");
    }

    private static string Remedy(Corpus corpus) => corpus.Conversations is null
        ? $"Choose another column, or a lower {nameof(CaptionChoice)}.{nameof(CaptionChoice.MinWords)}."
        : $"Use a list with the column 'QA', or captions in place of {nameof(Corpus)}.{nameof(Corpus.Conversations)}.";
}
