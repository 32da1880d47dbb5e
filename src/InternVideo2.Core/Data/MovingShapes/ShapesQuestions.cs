namespace InternVideo2.Data.MovingShapes;

/// <summary>Questions about a clip with short answers, filled in by the scene's own draws.</summary>
public static class ShapesQuestions
{
    private const ulong QuestionStream = 3;
    private const ulong ConversationStream = 4;

    // What yes or no asks about, and one of four, by the number that is drawn for it.
    private const int OfColour = 0;
    private const int OfShape = 1;
    private const int OfBackground = 2; // yes or no
    private const int OfWord = 2; // one of four
    private const int OfMotion = 3;

    /// <summary>The questions of a scene in a clip list: five to eight of eleven kinds, about what is seen, heard and said.</summary>
    public static IReadOnlyList<ClipQuestion> Of(ShapesScene scene)
    {
        var random = scene.Random(QuestionStream);
        ClipQuestion[] all = [.. Facts(scene.Factors), YesOrNo(scene.Factors, random), FourWays(scene.Factors, random), Describe(ShapesCaptions.AudioVideoSpeech(scene.Factors))];
        var chosen = random.Permutation(all.Length).Take(5 + random.Next(4)).Order();
        return [.. chosen.Select(i => all[i])];
    }

    /// <summary>Everything that is asked about what the frames show: the <see cref="ShapesFact"/>s, the whole motion, yes or no and one of four for each of their values, and a description. 14 questions.</summary>
    public static IReadOnlyList<ClipQuestion> Seen(ShapesScene scene)
    {
        var (f, random) = (scene.Factors, scene.Random(ConversationStream));
        return
        [
            .. Shown(f, random), .. ShapesFact.Of(f).Where(fact => !fact.IsAppearance).Select(Ask), Motion(f),
            YesOrNo(f, OfMotion, random.Next(2) == 0, random), FourWays(f, OfMotion, random), Describe(ShapesCaptions.Video(f)),
        ];
    }

    /// <summary>What is asked about a single frame: nothing of motion and speed. 9 questions.</summary>
    public static IReadOnlyList<ClipQuestion> SeenInFrame(ShapesScene scene) =>
        [.. Shown(scene.Factors, scene.Random(ConversationStream)), Describe(ShapesCaptions.Frame(scene.Factors), "picture")];

    /// <summary>What is asked about the melody and, if somebody speaks, about the word. 2 or 3 questions.</summary>
    /// <param name="scene">The clip.</param>
    /// <param name="speech">Whether somebody speaks.</param>
    public static IReadOnlyList<ClipQuestion> Heard(ShapesScene scene, bool speech = true) => [.. Sounds(scene.Factors).Take(speech ? 3 : 2)];

    private static IEnumerable<ClipQuestion> Facts(ShapesFactors f)
    {
        var seen = ShapesFact.Of(f);
        return [.. seen.Take(3).Select(Ask), Motion(f), Ask(seen[4]), .. Sounds(f)];
    }

    private static ClipQuestion Motion(ShapesFactors f) => f.Then is { } then
        ? Ask("What does it do first, and what after that?", $"First it {f.Motion.Label()}, then it {then.Label()}, both {f.Speed.Label()}.")
        : Ask("How does it move?", $"It {f.Motion.Label()} {f.Speed.Label()}.");

    private static IEnumerable<ClipQuestion> Sounds(ShapesFactors f)
    {
        yield return Ask("Which instrument do you hear?", $"{(f.Instrument == ShapeInstrument.Organ ? "An" : "A")} {f.Instrument.Label()}.");
        yield return Ask("Does the melody rise, fall or stay the same?", f.Contour switch { ShapeContour.Rising => "It rises.", ShapeContour.Falling => "It falls.", _ => "It stays the same." });
        yield return Ask("Which word does the voice say?", $"{Capital(f.Word)}.");
    }

    private static IEnumerable<ClipQuestion> Shown(ShapesFactors f, SeededRandom random)
    {
        foreach (var fact in ShapesFact.Of(f).Where(fact => fact.IsAppearance)) yield return Ask(fact);
        for (var about = OfColour; about <= OfBackground; about++) yield return YesOrNo(f, about, random.Next(2) == 0, random);
        for (var about = OfColour; about <= OfShape; about++) yield return FourWays(f, about, random);
    }

    private static ClipQuestion YesOrNo(ShapesFactors f, SeededRandom random)
    {
        var right = random.Next(2) == 0;
        return YesOrNo(f, random.Next(4), right, random);
    }

    // The value asked about is wrong in half the cases; a wrong motion is the opposite one.
    private static ClipQuestion YesOrNo(ShapesFactors f, int about, bool right, SeededRandom random)
    {
        var question = about switch
        {
            OfColour => $"Is the object {Choose(f.Colour, right, random).Label()}?",
            OfShape => $"Is it a {Choose(f.Shape, right, random).Label()}?",
            OfBackground => $"Is the background {Choose(f.Background, right, random).Label()}?",
            _ => $"Is it true that it {(f.Then is null ? "" : "first ")}{(right ? f.Motion : f.Motion.Opposite()).Label()}?",
        };
        return Ask(question, right ? "Yes." : "No.");
    }

    private static ClipQuestion FourWays(ShapesFactors f, SeededRandom random) => FourWays(f, random.Next(4), random);

    private static ClipQuestion FourWays(ShapesFactors f, int about, SeededRandom random) => about switch
    {
        OfColour => FourWays("What colour is the object?", f.Colour.Label(), Others(f.Colour, random).Select(c => c.Label()), random),
        OfShape => FourWays("What shape is it?", f.Shape.Label(), Others(f.Shape, random).Select(s => s.Label()), random),
        OfWord => FourWays("Which word is spoken?", f.Word, ShapesValues.Words.Where(w => w != f.Word).OrderBy(_ => random.NextUInt64()), random),
        _ => FourWays(
            f.Then is null ? "How does it move?" : "What does it do first?", f.Motion.Label(),
            Others(f.Motion, random).OrderByDescending(m => m == f.Motion.Opposite()).Select(m => m.Label()), random),
    };

    private static ClipQuestion FourWays(string question, string right, IEnumerable<string> wrong, SeededRandom random)
    {
        string[] options = [right, .. wrong.Take(3)];
        var order = random.Permutation(4);
        var letters = order.Select((option, place) => $"({(char)('A' + place)}) {options[option]}").ToArray();
        return Ask($"{question} {string.Join(" ", letters)}", letters[Array.IndexOf(order, 0)]);
    }

    private static ClipQuestion Describe(string caption, string what = "clip") => Ask($"Describe the {what}.", $"{Capital(caption)}.");

    private static T Choose<T>(T value, bool right, SeededRandom random)
        where T : struct, Enum => right ? value : Others(value, random).First();

    private static IEnumerable<T> Others<T>(T value, SeededRandom random)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return random.Permutation(values.Length).Select(i => values[i]).Where(v => !v.Equals(value));
    }

    private static ClipQuestion Ask(ShapesFact fact) => Ask(fact.Question, fact.Answer);

    private static ClipQuestion Ask(string question, string answer) => new("", question, answer);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
