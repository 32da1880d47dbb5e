using InternVideo2.Text;

namespace InternVideo2.Data.Speech;

/// <summary>
/// Real speech with its text: the telephone prompts of Asterisk, spoken by one professional voice (CC BY-SA 3.0), fetched from Debian packages into
/// <c>data/cache</c> by <c>./iv2 make-data speech</c>. For learning and testing what links sound with text.
/// </summary>
public static class SpeechPrompts
{
    /// <summary>The package that carries the sounds, and the name of their folder in <c>data/cache</c>.</summary>
    public const string Package = "asterisk-core-sounds-en-g722";

    // G.722 has 64 kbit a second, whatever is said.
    private const double BytesPerSecond = 8000;

    // Every fifth prompt is for testing.
    private const ulong TestShare = 5;

    /// <summary>The prompts of a part, found in the current folder's repository.</summary>
    /// <param name="test">Every fifth prompt, chosen by its name, is for testing; the others for learning.</param>
    /// <param name="options">Which prompts; null for the defaults.</param>
    /// <exception cref="ManifestException">They have not been fetched; the message says what to do.</exception>
    public static ClipManifest Find(bool test, SpeechPromptsOptions? options = null) => Find(Directory.GetCurrentDirectory(), test, options);

    /// <inheritdoc cref="Find(bool, SpeechPromptsOptions?)"/>
    /// <param name="folder">Where to begin to look.</param>
    /// <param name="test">Which part.</param>
    /// <param name="options">Which prompts.</param>
    public static ClipManifest Find(string folder, bool test, SpeechPromptsOptions? options = null)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var prompts = Path.Combine(at.FullName, "data", "cache", Package);
            if (Directory.Exists(prompts)) return Read(prompts, test, options);
        }

        throw new ManifestException($"The speech set has not been fetched: there is no data/cache/{Package} in '{folder}' or above it. Run ./iv2 make-data speech.");
    }

    /// <summary>The prompts of a part.</summary>
    /// <param name="folder">With prompts.txt and the folder sounds, as <c>./iv2</c> lays them down.</param>
    /// <param name="test">Which part.</param>
    /// <param name="options">Which prompts; null for the defaults.</param>
    /// <returns>Clips of sound alone with the column "caption". Of prompts that say the same, the first.</returns>
    /// <exception cref="ManifestException">The list is missing or malformed, or no prompt is left.</exception>
    public static ClipManifest Read(string folder, bool test, SpeechPromptsOptions? options = null)
    {
        options ??= new SpeechPromptsOptions();
        options.Validate();
        var list = Path.Combine(folder, "prompts.txt");
        if (!File.Exists(list)) throw new ManifestException($"There is no '{list}'. Delete the folder and run ./iv2 make-data speech.");
        var sounds = Path.GetFullPath(Path.Combine(folder, "sounds"));
        var clips = PromptList.Read(list)
            .Select(prompt => (prompt.Name, prompt.Text, Path: ManifestItem.Below(sounds, prompt.Name + ".g722", list)))
            .Where(prompt => File.Exists(prompt.Path) && Fits(prompt.Path, prompt.Text, options))
            .DistinctBy(prompt => CaptionText.Clean(prompt.Text))
            .Where(prompt => SeededRandom.Stream(prompt.Name) % TestShare == 0 == test)
            .Select(prompt => new ClipEntry(
                prompt.Name, prompt.Path, null, null, new Dictionary<string, IReadOnlyList<string>> { ["caption"] = [prompt.Text] }, new Dictionary<string, string>()));
        return ClipManifest.Of(list, sounds, clips);
    }

    private static bool Fits(string path, string text, SpeechPromptsOptions options)
    {
        var seconds = new FileInfo(path).Length / BytesPerSecond;
        var words = CaptionText.Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return words >= options.MinWords && seconds >= options.MinSeconds && seconds <= options.MaxSeconds;
    }
}
