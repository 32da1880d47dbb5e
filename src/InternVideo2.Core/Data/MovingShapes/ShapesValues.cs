namespace InternVideo2.Data.MovingShapes;

/// <summary>What the object looks like.</summary>
public enum ShapeForm { Circle, Square, Triangle, Star, Ring, Cross }

/// <summary>Its colour, before the brightness of the scene.</summary>
public enum ShapeColour { Red, Green, Blue, Yellow, Purple, White }

/// <summary>What lies behind it; does not move.</summary>
public enum ShapeBackground { Plain, Striped, Checkered, Noisy }

/// <summary>What the object does: four directions, two spins, two changes of size.</summary>
public enum ShapeMotion { Left, Right, Up, Down, Clockwise, Counterclockwise, Growing, Shrinking }

/// <summary>How fast: 0.15 or 0.40 picture widths per second, before the clip's own factor.</summary>
public enum ShapeSpeed { Slowly, Quickly }

/// <summary>What plays the melody.</summary>
public enum ShapeInstrument { Flute, Organ, Bell, String, Drum, Buzzer }

/// <summary>How the melody goes.</summary>
public enum ShapeContour { Steady, Rising, Falling }

/// <summary>Two or four notes per second.</summary>
public enum ShapeTempo { Slow, Fast }

/// <summary>The words and voices of the spoken sentence, and how values are called in captions and labels.</summary>
public static class ShapesValues
{
    /// <summary>The words that are spoken.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "seven", "apple", "Monday", "river", "doctor", "window", "Paris", "butter", "rocket", "tiger",
        "eleven", "garden", "silver", "pencil", "music", "winter", "zero", "captain", "lemon", "bridge",
    ];

    /// <summary>Names of the synthesiser's voices; no caption tells them.</summary>
    public static IReadOnlyList<string> Voices { get; } = ["en-us", "en-gb", "en-us+f3", "en-us+m3"];

    /// <summary>Red, green and blue, 0 … 255, at brightness 1.</summary>
    public static (byte Red, byte Green, byte Blue) Rgb(this ShapeColour colour) => colour switch
    {
        ShapeColour.Red => (220, 40, 40),
        ShapeColour.Green => (40, 180, 60),
        ShapeColour.Blue => (50, 80, 230),
        ShapeColour.Yellow => (240, 210, 40),
        ShapeColour.Purple => (160, 60, 200),
        ShapeColour.White => (240, 240, 240),
        _ => throw new ArgumentOutOfRangeException(nameof(colour), colour, "There is no such colour."),
    };

    /// <summary>The motion that undoes this one.</summary>
    public static ShapeMotion Opposite(this ShapeMotion motion) => (ShapeMotion)((int)motion ^ 1);

    /// <summary>As in a caption: "moves left", "spins clockwise", "keeps growing".</summary>
    public static string Label(this ShapeMotion motion)
    {
        var verb = motion switch { <= ShapeMotion.Down => "moves", <= ShapeMotion.Counterclockwise => "spins", _ => "keeps" };
        return $"{verb} {Label<ShapeMotion>(motion)}";
    }

    /// <summary>The value's name in lower case, as in captions: "red", "checkered".</summary>
    public static string Label<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
