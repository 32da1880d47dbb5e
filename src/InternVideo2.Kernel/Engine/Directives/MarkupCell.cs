using InternVideo2.Kernel.Display;

namespace InternVideo2.Kernel.Engine.Directives;

/// <summary>Cells of .NET Interactive notebooks that hold no C#: their first line names a language, the rest is shown as it is.</summary>
internal static class MarkupCell
{
    private static readonly Dictionary<string, string> _types = new()
    {
        ["#!markdown"] = "text/markdown",
        ["#!html"] = "text/html",
        ["#!latex"] = "text/latex",
        ["#!javascript"] = "application/javascript",
        ["#!svg"] = "image/svg+xml",
    };

    /// <summary>The markup of such a cell; null if it is a C# cell.</summary>
    public static MimeText? TryParse(string code)
    {
        var text = code.TrimStart();
        var end = text.IndexOf('\n');
        var first = (end < 0 ? text : text[..end]).Trim();
        return _types.TryGetValue(first, out var mime) ? new MimeText(mime, end < 0 ? "" : text[(end + 1)..]) : null;
    }
}
