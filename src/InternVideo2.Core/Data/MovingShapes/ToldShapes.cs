namespace InternVideo2.Data.MovingShapes;

/// <summary>
/// The moving shapes for a language model that has never seen anything: captions in the frames' place, and the questions that are asked about the frames
/// (<see cref="ShapesQuestions.Seen"/>). Nothing is drawn.
/// </summary>
public static class ToldShapes
{
    private const ulong TellingStream = 5;
    private const double Missing = 0.1;

    // Words that tell nothing.
    private static readonly HashSet<string> s_fillers = ["a", "on", "background"];

    /// <summary>The first clips of a part, each told in its own way; the same for the same options.</summary>
    /// <param name="split">Which part.</param>
    /// <param name="clips">How many, 1 … 100,000.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static IReadOnlyList<ToldClip> Of(ShapesSplit split, int clips, ToldShapesOptions? options = null)
    {
        options ??= new ToldShapesOptions();
        options.Validate();
        OptionRange.Check(clips >= 1, nameof(ToldShapes), nameof(clips), clips, "1 or more");
        return [.. Enumerable.Range(0, clips).Select(index => Tell(ShapesScene.Draw(options.Seed, index, split, options.TwoMotions), options))];
    }

    private static ToldClip Tell(ShapesScene scene, ToldShapesOptions options)
    {
        var random = scene.Random(TellingStream);
        var questions = ShapesQuestions.Seen(scene);
        var count = options.LeastQuestions + random.Next(options.MostQuestions - options.LeastQuestions + 1);
        // One in a conversation at most is answered by a choice: such questions are hard for a small model, and there are as many of them as of the others.
        var order = random.Permutation(questions.Count).Select(place => questions[place]).ToArray();
        var choice = order.FirstOrDefault(IsChoice);
        var kept = order.Where(question => question == choice || !IsChoice(question)).Take(count).ToArray();
        return new ToldClip(random.NextDouble() < options.Described ? Words(scene, random, options.Shuffled) : "", kept);
    }

    private static bool IsChoice(ClipQuestion question) => question.Answer is "Yes." or "No." || question.Answer.StartsWith('(');

    private static string Words(ShapesScene scene, SeededRandom random, double shuffled)
    {
        var caption = ShapesCaptions.Video(scene.Factors);
        // Of two motions the order of the words alone tells which comes first.
        if (random.NextDouble() >= shuffled || scene.Factors.Then is not null) return caption;
        var words = caption.Split(' ');
        return string.Join(' ', random.Permutation(words.Length).Select(place => words[place]).Where(word => !s_fillers.Contains(word) || random.NextDouble() >= Missing));
    }
}
