using System.Text.Json;
using InternVideo2.Data;
using InternVideo2.Data.Corpora;
using InternVideo2.Data.MovingShapes;

namespace InternVideo2.Evaluation;

/// <summary>Clips and the questions about them.</summary>
public sealed record ChatSet
{
    /// <summary>For the protocol.</summary>
    public required string Name { get; init; }

    /// <summary>The clips; one or more.</summary>
    public required IReadOnlyList<ClipEntry> Clips { get; init; }

    /// <summary>Reads them.</summary>
    public required MediaReader Read { get; init; }

    /// <summary>The questions, in the order of the clips; one or more.</summary>
    public required IReadOnlyList<ChatItem> Items { get; init; }

    /// <summary>
    /// The five facts that are seen in each clip of the moving shapes (<see cref="ShapesFact"/>), with all their values to choose from; kinds "colour",
    /// "shape", "background", "motion", "speed".
    /// </summary>
    /// <param name="clips">A corpus of drawn videos, such as <see cref="ShapesMedia.Video"/> of a part that was not trained on. Its loaders are used, not owned.</param>
    public static ChatSet OfShapes(Corpus clips) => Of(clips, (clip, place) => ShapesFact.Of(MovingShapesSet.Scene(clip).Factors)
        .Select(fact => new ChatItem(place, fact.Kind.Label(), fact.Question, [fact.Answer]) { Options = fact.Options }));

    /// <summary>The questions that a list has in its column "QA"; all of the kind "questions", each with its instruction.</summary>
    /// <param name="clips">A corpus. Its loaders are used, not owned; give some for evaluation.</param>
    /// <exception cref="ArgumentException">No clip has a question.</exception>
    public static ChatSet OfQuestions(Corpus clips) => Of(clips, (clip, place) => clip.Questions
        .Select(question => new ChatItem(place, "questions", question.Question, [question.Answer]) { Instruction = question.Instruction }));

    /// <summary>Each clip's captions as right answers to one question.</summary>
    /// <param name="clips">A corpus with captions. Its loaders are used, not owned; give some for evaluation.</param>
    /// <param name="question">How a caption is asked for.</param>
    /// <exception cref="ArgumentException">No clip has a caption in the corpus's column.</exception>
    public static ChatSet OfCaptions(Corpus clips, string question = "Describe the clip.") => Of(clips, (clip, place) =>
        clip.Captions.GetValueOrDefault(clips.Captions.Column) is { Count: > 0 } captions ? [new ChatItem(place, "captions", question, captions)] : []);

    /// <summary>
    /// A task of MVBench (stage 3, 12): a list with the columns "question", "candidates" (texts to choose from) and "answer" (one of them). The kind is the
    /// corpus's name, so give it that of the task; <see cref="Together"/> makes one test of several.
    /// </summary>
    /// <param name="task">A corpus whose frames are best read by <see cref="SpannedClips"/>. Its loaders are used, not owned.</param>
    /// <exception cref="ManifestException">A clip lacks one of the columns.</exception>
    /// <exception cref="ArgumentException">An answer is none of the candidates.</exception>
    public static ChatSet OfChoices(Corpus task) => Of(task, (clip, place) =>
        [new ChatItem(place, task.Name, Column<string>(clip, "question"), [Column<string>(clip, "answer")]) { Options = Column<string[]>(clip, "candidates") }]);

    /// <summary>One test of several sets, whose clips are all read as those of the first one.</summary>
    /// <param name="name">For the protocol.</param>
    /// <param name="sets">One or more.</param>
    public static ChatSet Together(string name, IReadOnlyList<ChatSet> sets)
    {
        var starts = sets.Select((_, number) => sets.Take(number).Sum(set => set.Clips.Count));
        return new()
        {
            Name = name,
            Clips = [.. sets.SelectMany(set => set.Clips)],
            Read = sets[0].Read,
            Items = [.. sets.Zip(starts, (set, start) => set.Items.Select(item => item with { Clip = item.Clip + start })).SelectMany(items => items)],
        };
    }

    /// <summary>Throws unless everything fits together.</summary>
    /// <exception cref="ArgumentException">Says what does not.</exception>
    public void Validate()
    {
        if (Items.Count == 0) throw new ArgumentException($"The set '{Name}' has no question.");
        foreach (var item in Items)
        {
            if (item.Clip < 0 || item.Clip >= Clips.Count) throw new ArgumentException($"The set '{Name}' asks '{item.Question}' about clip {item.Clip}; it has {Clips.Count} clips.");
            if (item.Answers.Count == 0) throw new ArgumentException($"The set '{Name}' has no right answer to '{item.Question}' about '{Clips[item.Clip].Id}'.");
            if (item.Options.Count > 0 && item.Right < 0)
                throw new ArgumentException($"The right answer '{item.Answers[0]}' to '{item.Question}' about '{Clips[item.Clip].Id}' is none of its options: {string.Join(", ", item.Options)}.");
        }
    }

    private static T Column<T>(ClipEntry clip, string name)
    {
        try
        {
            return clip.Columns.TryGetValue(name, out var json) && JsonSerializer.Deserialize<T>(json) is { } value
                ? value
                : throw new ManifestException($"The clip '{clip.Id}' has no column '{name}'; a question to choose from needs 'question', 'candidates' (a list of texts) and 'answer' (one of them).");
        }
        catch (JsonException e)
        {
            throw new ManifestException($"The column '{name}' of the clip '{clip.Id}' is {clip.Columns[name]}; a question to choose from needs 'question', 'candidates' (a list of texts) and 'answer' (one of them).", e);
        }
    }

    private static ChatSet Of(Corpus corpus, Func<ClipEntry, int, IEnumerable<ChatItem>> ask)
    {
        corpus.Validate();
        var set = new ChatSet
        {
            Name = corpus.Name,
            Clips = corpus.Clips.Clips,
            Read = MediaReaders.Of(corpus),
            Items = [.. corpus.Clips.Clips.SelectMany(ask)],
        };
        set.Validate();
        return set;
    }
}
