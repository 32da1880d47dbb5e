namespace InternVideo2.Notebook;

/// <summary>The forms in which views offer themselves.</summary>
internal static class MimeTypes
{
    public const string Text = "text/plain";
    public const string Html = "text/html";
    public const string Png = "image/png";
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Metadata that gives the display size of a PNG in CSS pixels.</summary>
    public static IReadOnlyDictionary<string, string> PngSize(double width, double height) =>
        new Dictionary<string, string> { [Png] = FormattableString.Invariant($"{{\"width\":{Math.Round(width)},\"height\":{Math.Round(height)}}}") };
}
