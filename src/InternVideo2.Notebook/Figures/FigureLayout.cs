using System.Text.Json.Serialization;

namespace InternVideo2.Notebook;

/// <summary>Everything of a figure that is not data: size, titles, axes, legend, notes.</summary>
public sealed record FigureLayout
{
    /// <summary>CSS pixels; the PNG has <see cref="SvgRasterizer.PixelRatio"/> times as many.</summary>
    public int Width { get; init; } = 680;

    /// <summary>CSS pixels.</summary>
    public int Height { get; init; } = 380;

    public FigureTitle? Title { get; init; }
    public Axis Xaxis { get; init; } = new();
    public Axis Yaxis { get; init; } = new();

    /// <summary>Null: a legend where more than one trace has a name.</summary>
    public bool? Showlegend { get; init; }

    public IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>How the bars of several traces share a category.</summary>
    [JsonInclude]
    internal string Barmode => "group";

    [JsonInclude]
    internal IReadOnlyList<string> Colorway => Palette.Colorway;

    [JsonInclude]
    internal object Font => new { family = Svg.SvgText.Family, size = 12, color = Palette.Ink };

    [JsonInclude]
    internal object Legend => new { orientation = "h", x = 0, y = 1.02, xanchor = "left", yanchor = "bottom" };

    [JsonInclude, JsonPropertyName("paper_bgcolor")]
    internal string Paper => Palette.Paper;

    [JsonInclude, JsonPropertyName("plot_bgcolor")]
    internal string Plot => Palette.Paper;

    /// <summary>Checks sizes and ranges.</summary>
    /// <exception cref="ArgumentException">A member is out of range; the message names it.</exception>
    public void Validate()
    {
        RequireSize(nameof(Width), Width);
        RequireSize(nameof(Height), Height);
        RequireAxis(nameof(Xaxis), Xaxis);
        RequireAxis(nameof(Yaxis), Yaxis);
    }

    private static void RequireSize(string member, int value)
    {
        if (value is < 80 or > 4000) throw new ArgumentException($"{member} is {value}; allowed are 80–4000 CSS pixels.");
    }

    private static void RequireAxis(string member, Axis axis)
    {
        if (axis.Range is { } range && (range.Count != 2 || !double.IsFinite(range[0]) || !double.IsFinite(range[1]) || range[0] == range[1]))
            throw new ArgumentException($"{member}.Range is [{string.Join(", ", range)}]; needed are two different finite ends.");
        if (axis.Ticktext is { } text && text.Count != (axis.Tickvals?.Count ?? 0))
            throw new ArgumentException($"{member}.Ticktext has {text.Count} labels for {axis.Tickvals?.Count ?? 0} Tickvals.");
    }
}

/// <param name="Text">Plain text: markup in it is shown, never interpreted.</param>
public sealed record TextLabel([property: JsonConverter(typeof(PlotlyText))] string Text)
{
    public static implicit operator TextLabel(string text) => new(text);
}

/// <param name="Text">One line in bold over the figure.</param>
/// <param name="Subtitle">One line in grey below it.</param>
public sealed record FigureTitle([property: JsonConverter(typeof(PlotlyText))] string Text, TextLabel? Subtitle = null)
{
    public static implicit operator FigureTitle(string text) => new(text);
}

/// <summary>A note at a point of the plot.</summary>
/// <param name="X">In units of the x axis (its decimal exponent on a logarithmic axis, as in Plotly).</param>
/// <param name="Y">In units of the y axis, likewise.</param>
/// <param name="Text">Plain text.</param>
public sealed record Annotation(double X, double Y, [property: JsonConverter(typeof(PlotlyText))] string Text)
{
    /// <summary>#rrggbb.</summary>
    [JsonIgnore]
    public string Color { get; init; } = Palette.SoftInk;

    /// <summary>"left" starts the text at the point, "right" ends it there, "center" centres it.</summary>
    public string Xanchor { get; init; } = "center";

    [JsonInclude]
    internal bool Showarrow => false;

    [JsonInclude]
    internal object Font => new { size = 11, color = Color };
}
