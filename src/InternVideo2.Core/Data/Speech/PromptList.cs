namespace InternVideo2.Data.Speech;

/// <summary>
/// The list of texts that comes with Asterisk's prompts: lines "name: sentence", comments after a semicolon. Sounds that are no speech stand in brackets.
/// </summary>
internal static class PromptList
{
    /// <summary>Names and sentences, in the order of the list; tones and silence are left out.</summary>
    /// <exception cref="ManifestException">A line is neither empty nor a comment nor a prompt.</exception>
    public static IEnumerable<(string Name, string Text)> Read(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || string.IsNullOrWhiteSpace(line) || line[0] == ';') continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new ManifestException($"{path}, line {number}: expected 'name: sentence', found '{line}'.");
            var text = line[(colon + 1)..].Trim();
            if (text.Length > 0 && !text.Contains('[', StringComparison.Ordinal) && !text.Contains('(', StringComparison.Ordinal)) yield return (line[..colon].Trim(), text);
        }
    }
}
