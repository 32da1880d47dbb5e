using System.Text.Json;
using InternVideo2.Notebook.Svg;

namespace InternVideo2.Notebook;

/// <summary>
/// A figure as data, in Plotly's figure schema: traces and a layout. One renderer turns it into SVG, librsvg turns that into PNG, and
/// viewers that know Plotly get the data themselves. A figure is a value: change it with <c>with</c>.
/// </summary>
/// <param name="Data">The series, drawn in this order.</param>
/// <param name="Layout">Size, titles, axes, legend, notes.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed record Figure(IReadOnlyList<Trace> Data, FigureLayout Layout)
{
    /// <summary>Figures with more numbers than this are shown as a picture only, so that notebook files stay small.</summary>
    public const int InteractiveLimit = 6000;

    /// <summary>The figure as {data, layout, config} JSON.</summary>
    public string ToPlotlyJson()
    {
        Layout.Validate();
        return JsonSerializer.Serialize(new { data = Data, layout = Layout, config = new { displaylogo = false } }, PlotlyJson.Options);
    }

    /// <summary>The figure as an SVG document.</summary>
    public string ToSvg() => FigureDrawing.Document(this);

    /// <summary>The figure as PNG bytes, <see cref="SvgRasterizer.PixelRatio"/> device pixels for each CSS pixel.</summary>
    /// <exception cref="SvgRasterizerException">librsvg is missing or fails.</exception>
    public byte[] ToPng() => SvgRasterizer.Default.ToPng(ToSvg());

    public void SaveSvg(string path) => File.WriteAllText(path, ToSvg());

    /// <inheritdoc cref="ToPng"/>
    public void SavePng(string path) => File.WriteAllBytes(path, ToPng());

    /// <summary>Plain text, PNG, and, up to <see cref="InteractiveLimit"/> numbers, Plotly.</summary>
    public IReadOnlyDictionary<string, string> ToMimeBundle()
    {
        var bundle = new Dictionary<string, string> { [MimeTypes.Text] = ToString(), [MimeTypes.Png] = Convert.ToBase64String(ToPng()) };
        if (Data.Sum(Numbers) <= InteractiveLimit) bundle[MimeTypes.Plotly] = ToPlotlyJson();
        return bundle;
    }

    /// <summary>Size of the PNG in CSS pixels.</summary>
    public IReadOnlyDictionary<string, string> ToMimeMetadata() => MimeTypes.PngSize(Layout.Width, Layout.Height);

    /// <summary>Title, then one line for each trace: its name, length, and last or extreme values.</summary>
    public override string ToString()
    {
        var lines = new List<string> { Layout.Title?.Text ?? "Figure" };
        if (Layout.Title?.Subtitle is { } subtitle) lines.Add(subtitle.Text);
        lines.AddRange(Data.Select((trace, i) => "  " + Describe(trace, trace.Name ?? $"series {i + 1}")));
        return string.Join('\n', lines);
    }

    private static string Describe(Trace trace, string name) => trace switch
    {
        ScatterTrace { Y.Count: > 0 } s => $"{name}: {s.Y.Count} points, {Ticks.Label(s.Y[0])} → {Ticks.Label(s.Y[^1])}",
        BarTrace b => $"{name}: " + string.Join(", ", b.X.Zip(b.Y, (x, y) => $"{x} {Ticks.Label(y)}")),
        HeatmapTrace { Z.Count: > 0 } h => $"{name}: {h.Z.Count} × {h.Z[0].Count} values",
        _ => $"{name}: empty",
    };

    private static int Numbers(Trace trace) => trace switch
    {
        ScatterTrace s => 2 * s.Y.Count,
        BarTrace b => b.Y.Count,
        HeatmapTrace h => h.Z.Sum(row => row.Count),
        _ => 0,
    };
}
