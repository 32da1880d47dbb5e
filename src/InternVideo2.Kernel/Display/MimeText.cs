using System.Text.RegularExpressions;

namespace InternVideo2.Kernel.Display;

/// <summary>Text with a MIME type, such as a piece of HTML or Markdown. Immutable.</summary>
/// <param name="Mime">word/word, without parameters.</param>
/// <param name="Text">The text itself; base64 for binary images.</param>
public sealed partial record MimeText(string Mime, string Text)
{
    /// <summary>MIME type → text, always with text/plain.</summary>
    public IReadOnlyDictionary<string, string> ToMimeBundle()
    {
        var bundle = new Dictionary<string, string> { [Mime] = Text };
        bundle.TryAdd(MimeBundle.PlainText, Plain());
        return bundle;
    }

    public override string ToString() => Plain();

    private string Plain() =>
        Mime == MimeBundle.Html ? System.Net.WebUtility.HtmlDecode(Tags().Replace(Text, "")).Trim()
        : Mime.StartsWith("text/", StringComparison.Ordinal) ? Text
        : $"[{Mime}, {Text.Length} characters]";

    [GeneratedRegex("<style.*?</style>|<script.*?</script>|<[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tags();
}
