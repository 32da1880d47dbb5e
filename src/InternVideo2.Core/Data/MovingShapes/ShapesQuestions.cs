namespace InternVideo2.Data.MovingShapes;

/// <summary>Questions about a clip with short answers: five to eight of eleven kinds, chosen and filled in by the scene's own draws.</summary>
public static class ShapesQuestions
{
    private const ulong QuestionStream = 3;

    /// <summary>The questions of a scene.</summary>
    public static IReadOnlyList<ClipQuestion> Of(ShapesScene scene)
    {
        var random = scene.Random(QuestionStream);
        ClipQuestion[] all = [.. Facts(scene.Factors), YesOrNo(scene.Factors, random), FourWays(scene.Factors, random), Describe(scene.Factors)];
        var chosen = random.Permutation(all.Length).Take(5 + random.Next(4)).Order();
        return [.. chosen.Select(i => all[i])];
    }

    private static IEnumerable<ClipQuestion> Facts(ShapesFactors f)
    {
        yield return Ask("What colour is the moving object?", $"{Capital(f.Colour.Label())}.");
        yield return Ask("What shape is it?", $"It is a {f.Shape.Label()}.");
        yield return Ask("What does the background look like?", $"It is {f.Background.Label()}.");
        yield return f.Then is { } then
            ? Ask("What does it do first, and what after that?", $"First it {f.Motion.Label()}, then it {then.Label()}, both {f.Speed.Label()}.")
            : Ask("How does it move?", $"It {f.Motion.Label()} {f.Speed.Label()}.");
        yield return Ask("Is it fast or slow?", f.Speed == ShapeSpeed.Quickly ? "Fast." : "Slow.");
        yield return Ask("Which instrument do you hear?", $"{(f.Instrument == ShapeInstrument.Organ ? "An" : "A")} {f.Instrument.Label()}.");
        yield return Ask("Does the melody rise, fall or stay the same?", f.Contour switch { ShapeContour.Rising => "It rises.", ShapeContour.Falling => "It falls.", _ => "It stays the same." });
        yield return Ask("Which word does the voice say?", $"{Capital(f.Word)}.");
    }

    // The value asked about is wrong in half the cases; a wrong motion is the opposite one.
    private static ClipQuestion YesOrNo(ShapesFactors f, SeededRandom random)
    {
        var right = random.Next(2) == 0;
        var (question, truth) = random.Next(4) switch
        {
            0 => ($"Is the object {Choose(f.Colour, right, random).Label()}?", right),
            1 => ($"Is it a {Choose(f.Shape, right, random).Label()}?", right),
            2 => ($"Is the background {Choose(f.Background, right, random).Label()}?", right),
            _ => ($"Is it true that it {(f.Then is null ? "" : "first ")}{(right ? f.Motion : f.Motion.Opposite()).Label()}?", right),
        };
        return Ask(question, truth ? "Yes." : "No.");
    }

    private static ClipQuestion FourWays(ShapesFactors f, SeededRandom random) => random.Next(4) switch
    {
        0 => FourWays("What colour is the object?", f.Colour.Label(), Others(f.Colour, random).Select(c => c.Label()), random),
        1 => FourWays("What shape is it?", f.Shape.Label(), Others(f.Shape, random).Select(s => s.Label()), random),
        2 => FourWays("Which word is spoken?", f.Word, ShapesValues.Words.Where(w => w != f.Word).OrderBy(_ => random.NextUInt64()), random),
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

    private static ClipQuestion Describe(ShapesFactors f) => Ask("Describe the clip.", $"{Capital(ShapesCaptions.AudioVideoSpeech(f))}.");

    private static T Choose<T>(T value, bool right, SeededRandom random)
        where T : struct, Enum => right ? value : Others(value, random).First();

    private static IEnumerable<T> Others<T>(T value, SeededRandom random)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return random.Permutation(values.Length).Select(i => values[i]).Where(v => !v.Equals(value));
    }

    private static ClipQuestion Ask(string question, string answer) => new("", question, answer);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
