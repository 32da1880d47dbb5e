using InternVideo2.Notebook.Svg;

namespace InternVideo2.Notebook;

/// <summary>
/// Something to look at. It offers itself in several forms by MIME type, always with plain text, and knows no host: the kernel, .NET
/// Interactive and the console each take the form they can show.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public abstract class View
{
    /// <summary>The forms: MIME type → text, base64 (PNG) or JSON text.</summary>
    public abstract IReadOnlyDictionary<string, string> ToMimeBundle();

    /// <summary>MIME type → JSON text of display hints. Empty by default.</summary>
    public virtual IReadOnlyDictionary<string, string> ToMimeMetadata() => new Dictionary<string, string>();

    /// <summary>The plain text form.</summary>
    public abstract override string ToString();
}

/// <summary>A view that is drawn: plain text and PNG.</summary>
public abstract class PictureView : View
{
    private SvgCanvas? _drawn;

    /// <summary>Device pixels for each CSS pixel.</summary>
    protected virtual double PixelRatio => SvgRasterizer.PixelRatio;

    private SvgCanvas Drawn => _drawn ??= Draw();

    /// <exception cref="SvgRasterizerException">librsvg is missing or fails.</exception>
    public byte[] ToPng() => SvgRasterizer.Default.ToPng(ToSvg(), PixelRatio);

    public string ToSvg() => Drawn.Document();

    public void SaveSvg(string path) => File.WriteAllText(path, ToSvg());

    /// <inheritdoc cref="ToPng"/>
    public void SavePng(string path) => File.WriteAllBytes(path, ToPng());

    public override IReadOnlyDictionary<string, string> ToMimeBundle() =>
        new Dictionary<string, string> { [MimeTypes.Text] = ToString(), [MimeTypes.Png] = Convert.ToBase64String(ToPng()) };

    public override IReadOnlyDictionary<string, string> ToMimeMetadata() => MimeTypes.PngSize(Drawn.Width, Drawn.Height);

    private protected abstract SvgCanvas Draw();
}

/// <summary>A view that is text with a little structure: plain text, and HTML with inline styles only (GitHub strips style sheets).</summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [MimeTypes.Html, MimeTypes.Text])]
public abstract class HtmlView : View
{
    /// <summary>A fragment; everything that came from data is encoded in it.</summary>
    public abstract string ToHtml();

    public override IReadOnlyDictionary<string, string> ToMimeBundle() =>
        new Dictionary<string, string> { [MimeTypes.Text] = ToString(), [MimeTypes.Html] = ToHtml() };
}
