namespace InternVideo2.Kernel.Engine.Packages;

/// <summary>A NuGet package asked for by #r "nuget: Name, Version".</summary>
/// <param name="Version">A version or version range; "*" for the newest.</param>
internal sealed record PackageRequest(string Name, string Version)
{
    public const string Scheme = "nuget:";

    /// <summary>Reads "nuget: Name, Version" or "nuget: Name".</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static PackageRequest Parse(string text)
    {
        var parts = text[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries);
        var isVersion = parts.Length < 2 || (parts[1].Length > 0 && parts[1].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '*' or '[' or ']' or '(' or ')'));
        if (parts.Length > 2 || !isVersion || parts[0].Length == 0 || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new FormatException($"\"{text}\" is not of the form \"nuget: Name, 1.2.3\".");
        return new PackageRequest(parts[0], parts.Length == 2 ? parts[1] : "*");
    }

    public override string ToString() => $"{Name} {Version}";
}
