using InternVideo2.Text;

namespace InternVideo2.Evaluation;

/// <summary>Sentences about a class that has a name: each has one place for it, "{}".</summary>
public sealed class PromptTemplates
{
    private const string Place = "{}";

    /// <param name="templates">One or more.</param>
    /// <exception cref="ArgumentException">There is none, or one has not exactly one "{}".</exception>
    public PromptTemplates(params IReadOnlyList<string> templates)
    {
        if (templates.Count == 0) throw new ArgumentException("There must be a template.", nameof(templates));
        if (templates.FirstOrDefault(template => template.Split(Place).Length != 2) is { } odd)
            throw new ArgumentException($"The template '{odd}' must have exactly one {Place}, where the name of the class comes.", nameof(templates));
        Templates = [.. templates];
    }

    /// <summary>The name alone.</summary>
    public static PromptTemplates Plain { get; } = new(Place);

    /// <summary>Sixteen sentences about an action (stage 2, 13.3: as many as the release has, six of which it names; the others are our own).</summary>
    public static PromptTemplates Actions { get; } = new(
        "a photo of action {}",
        "{}, an action",
        "Playing action of {}",
        "{}",
        "A video of {}",
        "The man is {}",
        "A clip of somebody {}",
        "People are {}",
        "The woman is {}",
        "This is what {} looks like",
        "A scene with the action {}",
        "In this video we see {}",
        "The action shown is {}",
        "Someone is busy {}",
        "A recording of {}",
        "{} on camera");

    public IReadOnlyList<string> Templates { get; }

    /// <summary>The prompts of some classes, cleaned as captions are, those of a class together.</summary>
    public IReadOnlyList<string> Fill(IEnumerable<string> classes) =>
        [.. classes.SelectMany(name => Templates.Select(template => CaptionText.Clean(template.Replace(Place, name, StringComparison.Ordinal))))];
}
